package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func save(ctx context.Context, takes time.Duration) error {
	slog.Info("saving")
	select {
	case <-time.After(takes):
		slog.Info("saved")
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func handle(ctx context.Context, saving time.Duration) {
	<-ctx.Done() // [1]
	slog.Info("the request is cancelled")
	// What has begun is brought to an end, though not at any price.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 50*time.Millisecond) // [2:2]
	defer cancel()
	if err := save(ctx, saving); err != nil { // [3:3]
		slog.Info("not saved in time")
	}
}

func main() {
	for _, saving := range []time.Duration{20 * time.Millisecond, 80 * time.Millisecond} {
		ctx, cancel := context.WithCancel(context.Background())
		var wg sync.WaitGroup
		wg.Go(func() { handle(ctx, saving) })
		time.Sleep(10 * time.Millisecond)
		cancel() // [4]
		wg.Wait()
	}
}
