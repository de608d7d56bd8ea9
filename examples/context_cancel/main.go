package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func worker(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			slog.Info("the worker stops")
			return
		case <-time.After(10 * time.Millisecond):
			slog.Info("working")
		}
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var wg sync.WaitGroup

	wg.Add(1)
	go func() {
		defer wg.Done()
		worker(ctx)
	}()

	time.Sleep(35 * time.Millisecond)
	cancel()
	wg.Wait()
	slog.Info("all is over")
}
