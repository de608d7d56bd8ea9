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
		case <-ctx.Done(): // [3:3]
			slog.Info("the worker stops")
			return
		case <-time.After(10 * time.Millisecond): // [2:2]
			slog.Info("working")
		}
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background()) // [1:2]
	defer cancel()
	var wg sync.WaitGroup

	wg.Go(func() { worker(ctx) })

	time.Sleep(35 * time.Millisecond)
	cancel()  // [4]
	wg.Wait() // [5]
	slog.Info("all is over")
}
