package main

import (
	"log/slog"
	"runtime"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	runtime.GOMAXPROCS(1) // [1]
	start := time.Now()
	var wg sync.WaitGroup
	for range 100 { // [2:3]
		wg.Go(func() { time.Sleep(20 * time.Millisecond) })
	}
	wg.Wait()
	slog.Info("100 waits of 20 ms on one processor", "overlap", time.Since(start) < time.Second)
}
