package main

import (
	"context"
	"log/slog"
	"runtime"

	_ "example.com/triopatterns/plainlog"
)

func answer(ctx context.Context) int {
	ctx, _ = context.WithCancel(ctx)
	updates := make(chan int)

	go func() {
		for number := 42; ; number++ {
			select {
			case updates <- number:
			case <-ctx.Done(): // Which is never.
				return
			}
		}
	}()

	return <-updates
}

func main() {
	before := runtime.NumGoroutine()
	for range 100 {
		answer(context.Background())
	}
	slog.Info("after 100 calls", "left_behind", runtime.NumGoroutine()-before)
}
