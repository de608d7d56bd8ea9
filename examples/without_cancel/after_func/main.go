package main

import (
	"context"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func transfer(ctx context.Context, takes time.Duration) {
	undone := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { // [1:4]
		defer close(undone)
		slog.Info("undoing the transfer")
	})

	select {
	case <-time.After(takes): // [2:2]
	case <-ctx.Done():
	}
	if stop() { // [3:2]
		slog.Info("transferred")
	} else {
		<-undone // The function runs in a goroutine of its own.
	}
}

func main() {
	for _, takes := range []time.Duration{10 * time.Millisecond, 80 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		transfer(ctx, takes)
		cancel()
	}
}
