package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

func count() int {
	x := 0
	var wg sync.WaitGroup

	for range 1000 { // [1:2]
		wg.Go(func() {
			x = x + 1 // A read and a write: another goroutine's may come between. // [2]
		})
	}

	wg.Wait()
	return x
}

func main() {
	// It goes well often enough to pass a test.
	for round := range 100_000 { // [3:6]
		if total := count(); total != 1000 {
			slog.Info("updates are lost", "total", total, "round", round+1)
			return
		}
	}
	slog.Info("no update was ever lost")
}
