package main

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/sync/semaphore"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	sem := semaphore.NewWeighted(30) // [1]

	// Under context.Background() this would wait for ever.
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()

	if err := sem.Acquire(ctx, 31); err != nil { // [3:3]
		slog.Error("failed to acquire", "error", err)
	}
}
