package main

import (
	"log/slog"
	"runtime"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	before := runtime.NumGoroutine() // [3]
	places := make(chan struct{}, 2) // [1]
	var wg sync.WaitGroup

	for range 1_000 {
		wg.Go(func() { // It is there, with its stack, and then waits for a place. // [2:3]
			places <- struct{}{}
			defer func() { <-places }()
			time.Sleep(100 * time.Microsecond)
		})
	}
	slog.Info("two at work", "alive", runtime.NumGoroutine()-before) // [3]

	wg.Wait()
	slog.Info("all done")
}
