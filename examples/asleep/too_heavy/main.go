package main

import (
	"context"
	"log/slog"

	"golang.org/x/sync/semaphore"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	sem := semaphore.NewWeighted(30) // [1]

	if err := sem.Acquire(context.Background(), 31); err != nil { // [2]
		slog.Error("failed to acquire", "error", err) // Never. // [3]
	}
}
