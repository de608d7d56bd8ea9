// A client that reconnects: one goroutine dials; whoever sends waits for a connection.
package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const (
	first   = 10 * time.Millisecond // The first pause.
	longest = 40 * time.Millisecond
)

// A conn is broken after a while, by the other side.
type conn struct{ broken chan struct{} }

func (c *conn) send(text string) error {
	select {
	case <-c.broken:
		return errors.New("broken pipe")
	default:
		slog.Info("the server got it", "text", text)
		return nil
	}
}

func (c *conn) close() { slog.Info("closed") }

type server struct{ dials int }

// dial is refused the first, the third and the fourth time.
func (s *server) dial() (*conn, error) {
	s.dials++
	if s.dials != 2 && s.dials != 5 {
		return nil, errors.New("connection refused")
	}
	c := &conn{make(chan struct{})}
	time.AfterFunc(30*time.Millisecond, func() { close(c.broken) })
	return c, nil
}

type client struct {
	mu        sync.Mutex
	conn      *conn         // nil while there is none
	connected chan struct{} // closed while there is one
}

func (c *client) set(conn *conn) { // [3:9]
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conn = conn
	if conn == nil {
		c.connected = make(chan struct{})
	} else {
		close(c.connected)
	}
}

// run keeps the connection: it alone dials, and it alone notices the end.
func (c *client) run(ctx context.Context, s *server) {
	pause := first
	for {
		if conn, err := s.dial(); err != nil { // [1]
			slog.Info("no connection", "why", err)
		} else {
			conn.send("subscribe") // [2]
			pause = first          // [5]
			c.use(ctx, conn)
			conn.close()
		}
		select {
		case <-time.After(pause): // [5]
		case <-ctx.Done():
			return
		}
		pause = min(2*pause, longest) // [5]
	}
}

func (c *client) use(ctx context.Context, conn *conn) {
	c.set(conn)      // [3]
	defer c.set(nil) // [3]
	select {
	case <-conn.broken: // [4]
	case <-ctx.Done():
	}
}

// send waits for a connection, if need be.
func (c *client) send(ctx context.Context, text string) error {
	for {
		c.mu.Lock()
		conn, connected := c.conn, c.connected
		c.mu.Unlock()
		if conn != nil { // [7:2]
			return conn.send(text)
		}
		select {
		case <-connected: // [6]
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	c := &client{connected: make(chan struct{})}
	var running sync.WaitGroup
	running.Go(func() { c.run(ctx, &server{}) })

	c.send(ctx, "hello")
	time.Sleep(35 * time.Millisecond)

	hasty, giveUp := context.WithTimeout(ctx, 3*time.Millisecond) // [8]
	if c.send(hasty, "quick") != nil {
		slog.Info("given up: there is no connection")
	}
	giveUp()
	c.send(ctx, "hello again")
	cancel() // [9]
	running.Wait()
}
