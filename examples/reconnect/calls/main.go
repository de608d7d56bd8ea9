// Calls over a connection that comes and goes: what is cut fails, or is made again.
package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var errLost = errors.New("the connection is lost")

// A conn answers after 20 ms, and is broken after 30 ms, by the other side.
type conn struct{ lost chan struct{} }

func (c *conn) call(ctx context.Context, text string) (string, error) {
	select {
	case <-time.After(20 * time.Millisecond):
		return "re: " + text, nil
	case <-c.lost:
		return "", errLost
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

type client struct {
	mu        sync.Mutex
	conn      *conn
	connected chan struct{}
}

func (c *client) run(ctx context.Context) {
	for ctx.Err() == nil {
		conn := &conn{make(chan struct{})}
		c.mu.Lock()
		c.conn = conn // [1:2]
		close(c.connected)
		c.mu.Unlock()
		select {
		case <-time.After(30 * time.Millisecond): // It is broken.
		case <-ctx.Done():
			return
		}
		c.mu.Lock()
		c.conn, c.connected = nil, make(chan struct{}) // [1] [6]
		c.mu.Unlock()
		close(conn.lost) // [6]
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// call fails if the connection is lost before the answer has come.
func (c *client) call(ctx context.Context, text string) (string, error) {
	for {
		c.mu.Lock()
		conn, connected := c.conn, c.connected
		c.mu.Unlock()
		if conn != nil { // [2:2]
			return conn.call(ctx, text)
		}
		select {
		case <-connected: // [3]
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// again is for what may be done twice.
func (c *client) again(ctx context.Context, text string) (string, error) {
	for { // [4:6]
		answer, err := c.call(ctx, text)
		if err != errLost {
			return answer, err
		}
		slog.Info("once more", "call", text)
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	c := &client{connected: make(chan struct{})}
	var running sync.WaitGroup
	running.Go(func() { c.run(ctx) })

	answer, _ := c.call(ctx, "one")
	slog.Info("answered", "answer", answer)
	_, err := c.call(ctx, "two") // [5]
	slog.Info("failed", "why", err)
	time.Sleep(25 * time.Millisecond)
	answer, _ = c.again(ctx, "three") // [5]
	slog.Info("answered", "answer", answer)
	cancel()
	running.Wait()
}
