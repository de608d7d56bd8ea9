// A connection is several goroutines, and one is used only after its handshake.
package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	_ "example.com/triopatterns/plainlog"
)

var errLost = errors.New("the connection is lost")

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A conn is broken after a while, by the other side.
type conn struct {
	number  int
	lasts   time.Duration
	greeted chan struct{}
}

// read gives each answer to whoever waits for it; here there is one, to the handshake.
func (c *conn) read(ctx context.Context) error {
	broken := time.After(c.lasts)
	select {
	case <-time.After(10 * time.Millisecond):
		close(c.greeted)
	case <-broken:
		return errLost
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-broken:
		return errLost
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *conn) handshake(ctx context.Context) error {
	select {
	case <-c.greeted:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *conn) ping(ctx context.Context) error {
	for {
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			return err
		}
		slog.Info("ping", "connection", c.number)
	}
}

type client struct {
	mu        sync.Mutex
	conn      *conn
	connected chan struct{}
}

func (c *client) run(ctx context.Context) {
	number := 0
	for _, lasts := range []time.Duration{5 * time.Millisecond, 40 * time.Millisecond, time.Hour} {
		number++
		err := c.use(ctx, &conn{number, lasts, make(chan struct{})})
		if ctx.Err() != nil {
			return
		}
		if errors.Is(err, errLost) { // [4:2]
			slog.Info("lost", "connection", number)
		}
		sleep(ctx, 10*time.Millisecond)
	}
}

// use returns when the connection is lost.
func (c *client) use(ctx context.Context, conn *conn) error {
	group, ctx := errgroup.WithContext(ctx)          // [1]
	group.Go(func() error { return conn.read(ctx) }) // [1]
	group.Go(func() error {
		if err := conn.handshake(ctx); err != nil { // [2:3]
			return err
		}
		c.mu.Lock()
		c.conn = conn // [3:2]
		close(c.connected)
		c.mu.Unlock()
		return conn.ping(ctx) // [1]
	})
	err := group.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != nil {
		c.conn, c.connected = nil, make(chan struct{}) // [5]
	}
	return err
}

func (c *client) send(text string) {
	for {
		c.mu.Lock()
		conn, connected := c.conn, c.connected
		c.mu.Unlock()
		if conn != nil {
			slog.Info("sent", "text", text, "connection", conn.number)
			return
		}
		<-connected
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	c := &client{connected: make(chan struct{})}
	var running sync.WaitGroup
	running.Go(func() { c.run(ctx) })

	c.send("hello")
	time.Sleep(35 * time.Millisecond)
	c.send("hello again")
	cancel()
	running.Wait()
}
