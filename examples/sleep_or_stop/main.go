package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func poll(ctx context.Context) { // [1]
	for {
		slog.Info("looking for mail") // [2]
		select {                      // [3:5]
		case <-time.After(30 * time.Millisecond):
		case <-ctx.Done():
			return
		}
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background()) // [1]
	var wg sync.WaitGroup
	wg.Go(func() { poll(ctx) })

	time.Sleep(70 * time.Millisecond)
	cancel() // [4:2]
	wg.Wait()
	slog.Info("stopped")
}
