package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	var mu sync.RWMutex
	prices := map[string]int{}

	mu.Lock()
	prices["apples"] = 3
	mu.Unlock()

	mu.RLock()
	slog.Info("read", "apples", prices["apples"])
	mu.RUnlock()
}
