package main

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/time/rate"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	limiter := rate.NewLimiter(10, 3) // Ten a second, three at once. // [1]
	ctx := context.Background()

	for request := range 5 {
		limiter.Wait(ctx) // [2]
		slog.Info("sending", "request", request)
	}

	slog.Info("one more?", "allowed", limiter.Allow()) // [3:3]
	time.Sleep(250 * time.Millisecond)
	slog.Info("and now?", "allowed", limiter.Allow())

	limiter.WaitN(ctx, 3) // [4]
	slog.Info("sending three")

	if err := limiter.WaitN(ctx, 4); err != nil { // [5:3]
		slog.Info("never: more than the burst")
	}
}
