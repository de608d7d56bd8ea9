// How many goroutines there are.
package main

import (
	"log/slog"
	"runtime"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	before := runtime.NumGoroutine() // [1:2]
	count := func() int { return runtime.NumGoroutine() - before }

	done := make(chan struct{})
	for range 3 { // [2:3]
		go func() { <-done }()
	}
	slog.Info("started", "more", count())
	close(done) // [3:2]
	time.Sleep(10 * time.Millisecond)
	slog.Info("ended", "more", count())
}
