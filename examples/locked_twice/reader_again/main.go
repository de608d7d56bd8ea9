package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var mu sync.RWMutex

func total() int {
	mu.RLock() // Behind the writer, who waits for the first RLock to go.
	defer mu.RUnlock()
	return 42
}

func main() {
	mu.RLock()
	defer mu.RUnlock()

	go func() {
		mu.Lock()
		defer mu.Unlock()
	}()
	time.Sleep(20 * time.Millisecond) // The writer is waiting by now.

	slog.Info("looked twice", "total", total())
}
