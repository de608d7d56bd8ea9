package main

import (
	"log/slog"
	"runtime"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

type Counter struct {
	mu    sync.Mutex // [1]
	total int
}

func (c *Counter) Increment() {
	c.mu.Lock() // [2:2]
	defer c.mu.Unlock()
	total := c.total  // [3:3]
	runtime.Gosched() // Others may run here, and find the lock taken.
	c.total = total + 1
}

func main() {
	var counter Counter
	var wg sync.WaitGroup

	for range 1000 {
		wg.Go(counter.Increment)
	}

	wg.Wait()
	slog.Info("counted", "total", counter.total)
}
