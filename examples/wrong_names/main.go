package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	var mu sync.RWMutex // [1]
	prices := map[string]int{}

	mu.Lock() // [2:3]
	prices["apples"] = 3
	mu.Unlock()

	mu.RLock() // [3:3]
	slog.Info("read", "apples", prices["apples"])
	mu.RUnlock()
}
