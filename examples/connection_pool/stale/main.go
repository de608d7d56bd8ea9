// Idle connections that are too old are closed, and nobody waits for their goodbyes.
package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Conn struct {
	number  int
	goodbye time.Duration
}

// Close says goodbye, and waits for the answer: what the context cuts is closed by force.
func (c *Conn) Close(ctx context.Context) { // [1:9]
	select {
	case <-time.After(c.goodbye):
		slog.Info("closed", "connection", c.number)
	case <-ctx.Done():
		slog.Info("closed by force", "connection", c.number)
	}
}

type Pool struct {
	mu      sync.Mutex
	idle    []*Conn
	closing sync.WaitGroup
}

func (p *Pool) dropStale() { // [2:15]
	p.mu.Lock()
	stale := p.idle
	p.idle = nil
	p.mu.Unlock()

	patience := 30 * time.Millisecond
	ctx, cancel := context.WithTimeout(context.Background(), patience) // [4]
	var closing sync.WaitGroup
	for _, conn := range stale { // [3:3]
		closing.Go(func() { conn.Close(ctx) })
	}
	p.closing.Go(func() {
		closing.Wait()
		cancel()
	})
}

func query(ctx context.Context, pool *Pool) {
	pool.dropStale()
	slog.Info("asked")
	<-ctx.Done() // The answer does not come in time.
	slog.Info("given up")
}

func main() {
	pool := &Pool{idle: []*Conn{
		{1, 10 * time.Millisecond},
		{2, 15 * time.Millisecond},
		{3, time.Hour},
	}}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	query(ctx, pool)
	pool.closing.Wait() // [5]
	slog.Info("the pool is gone")
}
