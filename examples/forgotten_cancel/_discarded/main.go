package main

import (
	"context"
	"log/slog"
	"runtime"

	_ "example.com/triopatterns/plainlog"
)

func answer(ctx context.Context) int {
	ctx, _ = context.WithCancel(ctx) // [1]
	updates := make(chan int)

	go func() { // [2:9]
		for number := 42; ; number++ {
			select {
			case updates <- number:
			case <-ctx.Done(): // Which is never.
				return
			}
		}
	}()

	return <-updates // [3]
}

func main() {
	before := runtime.NumGoroutine() // [4:5]
	for range 100 {
		answer(context.Background())
	}
	slog.Info("after 100 calls", "left_behind", runtime.NumGoroutine()-before)
}
