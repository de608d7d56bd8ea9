package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var (
	errOrder = errors.New("the order takes too long")
	errStep  = errors.New("the warehouse is too slow")
)

func step(ctx context.Context, takes time.Duration) error {
	ctx, cancel := context.WithTimeoutCause(ctx, 30*time.Millisecond, errStep) // [1:2]
	defer cancel()

	select {
	case <-time.After(takes):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx) // [3]
	}
}

func order(takes ...time.Duration) {
	deadline := time.Now().Add(50 * time.Millisecond)
	ctx, cancel := context.WithDeadlineCause(context.Background(), deadline, errOrder) // [2:2]
	defer cancel()

	for _, duration := range takes {
		if err := step(ctx, duration); err != nil {
			slog.Error("no order", "error", err) // [4]
			return
		}
	}
	slog.Info("ordered")
}

func main() {
	order(20*time.Millisecond, 20*time.Millisecond)
	order(40 * time.Millisecond)
	order(25*time.Millisecond, 28*time.Millisecond)
}
