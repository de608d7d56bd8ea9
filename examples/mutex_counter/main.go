package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

type Counter struct {
	mu    sync.Mutex // [1]
	total int
}

func (c *Counter) Increment() {
	c.mu.Lock() // [2:3]
	defer c.mu.Unlock()
	c.total++
}

func main() {
	var counter Counter
	var wg sync.WaitGroup // [3]

	for range 1000 {
		wg.Go(counter.Increment) // [3]
	}

	wg.Wait() // [3]
	slog.Info("counted", "total", counter.total)
}
