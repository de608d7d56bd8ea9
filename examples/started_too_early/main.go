package main

import (
	"log/slog"
	"runtime"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	before := runtime.NumGoroutine()
	places := make(chan struct{}, 2)
	var wg sync.WaitGroup

	for range 1_000 {
		wg.Add(1)
		go func() { // It is there, with its stack, and then waits for a place.
			defer wg.Done()
			places <- struct{}{}
			defer func() { <-places }()
			time.Sleep(100 * time.Microsecond)
		}()
	}
	slog.Info("two at work", "alive", runtime.NumGoroutine()-before)

	wg.Wait()
	slog.Info("all done")
}
