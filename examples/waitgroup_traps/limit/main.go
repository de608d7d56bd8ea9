package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// waitFor waits until all are done, but not longer than this, and tells which it was.
func waitFor(jobs *sync.WaitGroup, limit time.Duration) bool {
	done := make(chan struct{})
	go func() { // [1]
		jobs.Wait()
		close(done)
	}()
	select {
	case <-done:
		return true
	case <-time.After(limit): // [2]
		return false
	}
}

func main() {
	var jobs sync.WaitGroup
	for _, takes := range []time.Duration{10, 50} {
		jobs.Go(func() {
			time.Sleep(takes * time.Millisecond)
			slog.Info("done", "after", takes*time.Millisecond)
		})
	}
	slog.Info("waited", "all", waitFor(&jobs, 30*time.Millisecond))
	time.Sleep(30 * time.Millisecond) // [3]
}
