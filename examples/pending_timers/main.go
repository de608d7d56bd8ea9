package main

import (
	"log/slog"
	"runtime"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// kept is what the program holds after a collection, in megabytes.
func kept() int {
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return int(memory.HeapAlloc >> 20)
}

func main() {
	before := kept()
	ready := make(chan bool, 1)

	for range 100_000 {
		ready <- true
		select {
		case <-ready:
		case <-time.After(time.Hour): // Nobody waits for it any more.
		}
	}
	slog.Info("100000 timers of an hour", "megabytes_kept", kept()-before)
}
