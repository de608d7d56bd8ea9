package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	var mu sync.Mutex
	ready := sync.NewCond(&mu)

	slog.Info("ready")
	ready.Signal() // Nobody waits yet, and it is forgotten.

	mu.Lock()
	defer mu.Unlock()
	ready.Wait()
	slog.Info("go") // Never.
}
