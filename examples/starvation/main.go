package main

import (
	"log/slog"
	"sync/atomic"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// work keeps a core busy, and never waits for anything.
func work(duration time.Duration) { // [2:4]
	for start := time.Now(); time.Since(start) < duration; {
	}
}

func main() {
	var beats atomic.Int64 // [1:6]
	go func() {
		for range time.Tick(5 * time.Millisecond) {
			beats.Add(1)
		}
	}()

	// The scheduler interrupts it, or another core does the rest.
	work(100 * time.Millisecond)                               // [3]
	slog.Info("while the other worked", "beats", beats.Load()) // [4]
}
