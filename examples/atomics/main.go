package main

import (
	"log/slog"
	"sync"
	"sync/atomic"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	var total atomic.Int64 // [1]
	var wg sync.WaitGroup

	for range 1000 {
		wg.Go(func() { total.Add(1) }) // [2]
	}

	wg.Wait()
	slog.Info("counted", "total", total.Load()) // [3]
}
