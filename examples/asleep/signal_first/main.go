package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	var mu sync.Mutex // [1:2]
	ready := sync.NewCond(&mu)

	slog.Info("ready")
	ready.Signal() // Nobody waits yet, and it is forgotten. // [2]

	mu.Lock() // [3:3]
	defer mu.Unlock()
	ready.Wait()
	slog.Info("go") // Never.
}
