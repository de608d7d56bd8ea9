// Many calls at a time on one connection: a request and its answer have a number.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var errShutdown = errors.New("the connection has ended")

// A Client asks over a connection, for as many goroutines at a time as there are.
type Client struct {
	conn    net.Conn
	writing sync.Mutex // [1]

	mu      sync.Mutex
	pending map[int]chan string // [2:2]
	last    int
	ended   bool
}

// Call sends a request, and waits for its answer.
func (c *Client) Call(ctx context.Context, text string) (string, error) {
	answer := make(chan string, 1) // The reader must not wait for anybody.
	id, err := c.register(answer)
	if err != nil {
		return "", err
	}
	defer c.forget(id)

	c.writing.Lock() // [1:3]
	_, err = fmt.Fprintln(c.conn, id, text)
	c.writing.Unlock()
	if err != nil {
		return "", errShutdown
	}
	select { // [3:9]
	case text, ok := <-answer:
		if !ok {
			return "", errShutdown
		}
		return text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (c *Client) register(answer chan string) (int, error) { // [2:10]
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return 0, errShutdown // [6]
	}
	c.last++
	c.pending[c.last] = answer
	return c.last, nil
}

func (c *Client) forget(id int) { // [4:5]
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.pending, id)
}

// Run gives each answer to whoever asked, until the connection ends.
func (c *Client) Run() {
	lines := bufio.NewScanner(c.conn)
	for lines.Scan() {
		number, text, _ := strings.Cut(lines.Text(), " ")
		id, err := strconv.Atoi(number)
		if err != nil {
			break
		}
		c.mu.Lock() // [5:9]
		answer, ok := c.pending[id]
		delete(c.pending, id)
		c.mu.Unlock()
		if ok {
			answer <- text
		} else {
			slog.Info("nobody waits for this answer", "id", id)
		}
	}
	c.conn.Close()

	c.mu.Lock() // [6:6]
	defer c.mu.Unlock()
	c.ended = true
	for _, answer := range c.pending {
		close(answer)
	}
}

// serve answers each request after a while, and hangs up when it is told to.
func serve(conn net.Conn) { // [7:25]
	ctx, cancel := context.WithCancel(context.Background())
	var requests sync.WaitGroup
	defer requests.Wait()
	defer cancel()
	defer conn.Close()

	var writing sync.Mutex
	pauses := map[string]time.Duration{"quick": 10 * time.Millisecond, "slow": 30 * time.Millisecond}
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		id, text, _ := strings.Cut(lines.Text(), " ")
		if text == "bye" {
			return
		}
		requests.Go(func() {
			select {
			case <-time.After(pauses[text]):
				writing.Lock()
				defer writing.Unlock()
				fmt.Fprintln(conn, id, "a", text, "answer")
			case <-ctx.Done():
			}
		})
	}
}

func main() {
	here, there := net.Pipe()
	client := &Client{conn: here, pending: map[int]chan string{}}
	var both, calls sync.WaitGroup
	both.Go(func() { serve(there) })
	both.Go(client.Run)

	ask := func(text string, patience time.Duration) {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		switch answer, err := client.Call(ctx, text); {
		case err == nil:
			slog.Info(answer)
		case errors.Is(err, context.DeadlineExceeded):
			slog.Info("gave up", "call", text)
		default:
			slog.Info("failed", "why", err)
		}
	}

	calls.Go(func() { ask("slow", time.Second) })
	calls.Go(func() { ask("quick", time.Second) })
	calls.Wait()
	ask("slow", 20*time.Millisecond) // [4]
	time.Sleep(20 * time.Millisecond)

	calls.Go(func() { ask("slow", time.Second) }) // [6:6]
	calls.Go(func() { ask("slow", time.Second) })
	time.Sleep(10 * time.Millisecond)
	ask("bye", time.Second)
	calls.Wait()
	ask("quick", time.Second)
	both.Wait()
}
