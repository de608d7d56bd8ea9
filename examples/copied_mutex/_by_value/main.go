package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

type Counter struct {
	mu    sync.Mutex
	total int
}

func NewCounter() Counter { // [1:4]
	counter := Counter{total: 0}
	return counter
}

func (c Counter) Increment() { // Of a copy of its own. // [2:5]
	c.mu.Lock()
	defer c.mu.Unlock()
	c.total++
}

func main() {
	counter := NewCounter()
	var wg sync.WaitGroup

	for range 1_000 {
		wg.Go(func() { counter.Increment() })
	}

	wg.Wait()
	slog.Info("counted", "total", counter.total) // [3]
}
