package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var mu sync.RWMutex

func total() int {
	mu.RLock() // After the writer, which waits for the first RLock to end. // [3]
	defer mu.RUnlock()
	return 42
}

func main() {
	mu.RLock() // [1:2]
	defer mu.RUnlock()

	go func() { // [2:4]
		mu.Lock()
		defer mu.Unlock()
	}()
	time.Sleep(20 * time.Millisecond) // The writer is waiting by now.

	slog.Info("looked twice", "total", total()) // [4]
}
