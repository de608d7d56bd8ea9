package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	limiter := rate.NewLimiter(1, 1) // [1]
	limiter.Wait(context.Background())
	slog.Info("the first has its token")

	var wg sync.WaitGroup
	for range 5 { // [2:8]
		wg.Go(func() {
			ctx, cancel := context.WithCancel(context.Background())
			defer time.AfterFunc(100*time.Millisecond, cancel).Stop()
			limiter.Wait(ctx)
		})
		time.Sleep(10 * time.Millisecond)
	}
	wg.Wait() // [3:2]
	slog.Info("all five have given up")

	limiter.Wait(context.Background()) // [4:2]
	slog.Info("the next has its token")
}
