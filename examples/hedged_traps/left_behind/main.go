package main

import (
	"log/slog"
	"runtime"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func find() bool { // [1:4]
	time.Sleep(2 * time.Millisecond)
	return true
}

func hedged(delay time.Duration, finders ...func() bool) bool {
	results := make(chan bool) // Never closed, and read once. // [2]

	for _, find := range finders {
		go func() { results <- find() }() // [2]

		select {
		case found := <-results:
			return found
		case <-time.After(delay):
		}
	}

	return <-results
}

func main() {
	before := runtime.NumGoroutine() // [3]
	for range 100 {
		hedged(time.Millisecond/2, find, find, find)
	}
	time.Sleep(10 * time.Millisecond)
	slog.Info("after 100 calls", "left_behind", runtime.NumGoroutine()-before) // [3]
}
