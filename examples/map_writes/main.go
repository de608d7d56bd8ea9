package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	defer func() {
		if reason := recover(); reason != nil { // A fatal error is no panic. // [4]
			slog.Error("an error occurred", "error", reason)
		}
	}()

	hits := map[int]int{} // [1]
	var wg sync.WaitGroup

	for worker := range 2 {
		wg.Go(func() {
			// One after the other, it happens to go well ...
			time.Sleep(time.Duration(worker) * 10 * time.Millisecond)
			hits[worker]++
			time.Sleep(20 * time.Millisecond)
			// ... and then they meet, sooner or later.
			for n := range 1_000_000_000 { // [2]
				hits[n%4]++ // [3]
			}
		})
	}

	wg.Wait()
	slog.Info("counted", "pages", len(hits)) // [4]
}
