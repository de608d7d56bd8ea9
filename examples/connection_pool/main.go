package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var errBroken = errors.New("connection reset")

type Conn struct{ number int }

func (c *Conn) Close() { slog.Info("closed", "connection", c.number) }

// A Pool lends out a few connections, and makes them when they are first wanted.
type Pool struct {
	places chan struct{} // [1:3]
	mu     sync.Mutex
	idle   []*Conn
	dialed int
}

func (p *Pool) dial(ctx context.Context) (*Conn, error) {
	select {
	case <-time.After(2 * time.Millisecond):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dialed++
	slog.Info("dialed", "connection", p.dialed)
	return &Conn{p.dialed}, nil
}

func (p *Pool) Get(ctx context.Context) (*Conn, error) { // [2:6]
	select {
	case p.places <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if conn := p.takeIdle(); conn != nil { // [3:8]
		return conn, nil
	}
	conn, err := p.dial(ctx)
	if err != nil {
		<-p.places // The place would be lost.
	}
	return conn, err
}

func (p *Pool) takeIdle() *Conn { // [3:11]
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.idle) - 1
	if last < 0 {
		return nil
	}
	conn := p.idle[last]
	p.idle = p.idle[:last]
	return conn
}

func (p *Pool) Put(conn *Conn, err error) { // [4:10]
	if err != nil {
		conn.Close()
	} else {
		p.mu.Lock()
		p.idle = append(p.idle, conn)
		p.mu.Unlock()
	}
	<-p.places
}

func (p *Pool) Close() { // [5:5]
	for _, conn := range p.idle {
		conn.Close()
	}
}

func query(pool *Pool, name string, takes, patience time.Duration, result error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience) // [6:2]
	defer cancel()
	conn, err := pool.Get(ctx)
	if err != nil { // [6:4]
		slog.Info("no connection in time", "query", name)
		return
	}
	slog.Info("begun", "query", name, "connection", conn.number)
	time.Sleep(takes)
	slog.Info("over", "query", name, "broken", result != nil)
	pool.Put(conn, result) // [4]
}

func main() {
	pool := &Pool{places: make(chan struct{}, 2)}
	defer pool.Close() // [5]

	var wg sync.WaitGroup
	start := func(name string, takes, patience time.Duration, result error) {
		wg.Go(func() { query(pool, name, takes, patience, result) })
		time.Sleep(5 * time.Millisecond)
	}
	start("a", 20*time.Millisecond, time.Second, nil)
	start("b", 30*time.Millisecond, time.Second, errBroken)
	start("c", 0, 5*time.Millisecond, nil)
	start("d", 40*time.Millisecond, time.Second, nil)
	start("e", 0, time.Second, nil)
	wg.Wait()
}
