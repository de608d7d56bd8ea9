package main

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/time/rate"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	limiter := rate.NewLimiter(1, 1) // [1]
	limiter.Wait(context.Background())
	slog.Info("the first has its token")

	for range 5 {
		ctx, cancel := context.WithCancel(context.Background()) // [2:6]
		patience := time.AfterFunc(100*time.Millisecond, cancel)
		if limiter.Wait(ctx) != nil {
			slog.Info("gave up")
		}
		patience.Stop()
		cancel()
	}

	limiter.Wait(context.Background()) // [3:2]
	slog.Info("the next has its token")
}
