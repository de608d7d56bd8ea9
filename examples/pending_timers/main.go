package main

import (
	"log/slog"
	"runtime"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// kept is what the program holds after a collection, in megabytes.
func kept() int {
	runtime.GC() // [3:4]
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return int(memory.HeapAlloc >> 20)
}

func main() {
	before := kept()
	ready := make(chan bool, 1)

	for range 100_000 {
		ready <- true // [1]
		select {
		case <-ready: // [1]
		case <-time.After(time.Hour): // Nobody waits for it any more. // [2]
		}
	}
	slog.Info("100000 timers of an hour", "megabytes_kept", kept()-before) // [3]
}
