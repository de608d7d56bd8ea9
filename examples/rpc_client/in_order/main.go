// Many calls on one connection whose answers have no number: they come in order.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type call struct {
	text   string
	answer chan string // with room for one: the reader waits for nobody
}

type Client struct {
	requests chan call
	waiting  chan call // [1]
}

func (c *Client) Call(ctx context.Context, text string) (string, error) {
	call := call{text, make(chan string, 1)}
	select {
	case c.requests <- call: // [2]
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case answer := <-call.answer:
		return answer, nil
	case <-ctx.Done(): // [5]
		return "", ctx.Err()
	}
}

func (c *Client) write(conn net.Conn) {
	for call := range c.requests {
		c.waiting <- call // [3]
		fmt.Fprintln(conn, call.text)
	}
	conn.Close()
}

func (c *Client) read(conn net.Conn) {
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		call := <-c.waiting // [4]
		call.answer <- lines.Text()
	}
}

func serve(conn net.Conn) { // [6:6]
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		time.Sleep(20 * time.Millisecond)
		fmt.Fprintln(conn, "re:", lines.Text())
	}
	conn.Close()
}

func main() {
	here, there := net.Pipe()
	client := &Client{make(chan call), make(chan call, 10)}
	var both, calls sync.WaitGroup
	both.Go(func() { serve(there) })
	both.Go(func() { client.write(here) })
	both.Go(func() { client.read(here) })

	ask := func(text string, patience time.Duration) {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if answer, err := client.Call(ctx, text); err == nil {
			slog.Info("answered", "call", text, "answer", answer)
		} else {
			slog.Info("gave up", "call", text)
		}
	}
	for _, text := range []string{"one", "two", "three"} {
		patience := time.Second
		if text == "two" {
			patience = 25 * time.Millisecond
		}
		calls.Go(func() { ask(text, patience) })
		time.Sleep(time.Millisecond)
	}
	calls.Wait()
	close(client.requests)
	both.Wait()
}
