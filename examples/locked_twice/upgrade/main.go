package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	var mu sync.RWMutex
	prices := map[string]int{}

	mu.RLock() // [1]
	if _, known := prices["apples"]; !known {
		mu.Lock() // It waits for all readers to leave, itself included. // [2]
		prices["apples"] = 3
		mu.Unlock()
	}
	mu.RUnlock() // [3]
	slog.Info("stored", "apples", prices["apples"])
}
