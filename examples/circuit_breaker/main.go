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
	most  = 3                     // So many failures in a row open it,
	pause = 50 * time.Millisecond // for so long.
)

var errOpen, errDown = errors.New("the breaker is open"), errors.New("the server is down")

// A Breaker refuses calls to a server that has failed too often.
type Breaker struct {
	mu       sync.Mutex // [1:4]
	failures int
	until    time.Time
	trying   bool
}

// Call makes a call, or refuses it.
func (b *Breaker) Call(ctx context.Context, call func(context.Context) error) error {
	trial, err := b.begin()
	if err != nil {
		return err
	}
	err = call(ctx)
	b.end(trial, err)
	return err
}

func (b *Breaker) begin() (trial bool, err error) { // [2:12]
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < most {
		return false, nil
	}
	if b.trying || time.Now().Before(b.until) {
		return false, errOpen
	}
	b.trying = true // [3]
	return true, nil
}

func (b *Breaker) end(trial bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if trial {
		b.trying = false // [3]
	}
	if err == nil { // [4:2]
		b.failures = 0
	} else if b.failures++; b.failures >= most { // [5:2]
		b.until = time.Now().Add(pause)
	}
}

// A Server is down, then slow, then well.
type Server struct{ calls int }

func (s *Server) Ask(ctx context.Context) error {
	s.calls++
	slog.Info("asked", "call", s.calls)
	switch s.calls {
	case 1, 2, 3:
		return errDown
	case 4:
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func main() {
	server, breaker := &Server{}, &Breaker{}

	ask := func(patience time.Duration) {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		switch err := breaker.Call(ctx, server.Ask); {
		case err == nil:
			slog.Info("answered")
		case errors.Is(err, context.DeadlineExceeded):
			slog.Info("given up") // [6]
		default:
			slog.Info("failed", "why", err)
		}
	}

	for range 4 {
		ask(time.Second)
	}
	time.Sleep(pause)
	ask(10 * time.Millisecond) // [6]
	ask(time.Second)
	time.Sleep(pause)
	ask(time.Second)
	ask(time.Second)
}
