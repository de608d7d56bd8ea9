package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup

	slog.Info("starting")
	wg.Add(1)
	go func() {
		mu.Lock() // [1:2]
		defer mu.Unlock()
		defer time.Sleep(10 * time.Millisecond) // Here, so that one can see it.
		defer wg.Done()                         // The last one deferred runs first. // [2]
		slog.Info("at work")
	}()

	wg.Wait() // [3:2]
	slog.Info("all done", "locked", !mu.TryLock())
}
