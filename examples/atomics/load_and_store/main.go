package main

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	var total atomic.Int64 // [1]
	var wg sync.WaitGroup

	for range 10 {
		wg.Go(func() {
			// Two atomic steps are not one: all of them read 0, and all write 1.
			seen := total.Load() // [2:3]
			time.Sleep(50 * time.Millisecond)
			total.Store(seen + 1)
		})
	}

	wg.Wait()
	slog.Info("counted", "total", total.Load()) // [3]
}
