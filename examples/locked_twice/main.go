package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	defer func() {
		if reason := recover(); reason != nil { // A fatal error is no panic. // [3:3]
			slog.Error("an error occurred", "error", reason)
		}
	}()

	var mu sync.Mutex

	mu.Lock() // [1:3]
	slog.Info("at work")
	mu.Unlock()
	mu.Unlock() // [2]
}
