package main

import (
	"log/slog"
	"runtime"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func find() bool {
	time.Sleep(2 * time.Millisecond)
	return true
}

func hedged(delay time.Duration, finders ...func() bool) bool {
	results := make(chan bool) // Never closed, and read once.

	for _, find := range finders {
		go func() { results <- find() }()

		select {
		case found := <-results:
			return found
		case <-time.After(delay):
		}
	}

	return <-results
}

func main() {
	before := runtime.NumGoroutine()
	for range 100 {
		hedged(time.Millisecond/2, find, find, find)
	}
	time.Sleep(10 * time.Millisecond)
	slog.Info("after 100 calls", "left_behind", runtime.NumGoroutine()-before)
}
