package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	var wg sync.WaitGroup
	wg.Add(1)
	time.AfterFunc(30*time.Millisecond, func() { // [1:4]
		defer wg.Done()
		slog.Info("reminder", "what", "stand up")
	})
	coffee := time.AfterFunc(20*time.Millisecond, func() { // [2:3]
		slog.Info("reminder", "what", "coffee")
	})

	time.Sleep(10 * time.Millisecond)
	slog.Info("no coffee", "stopped", coffee.Stop()) // [3]
	wg.Wait()                                        // The timers do not know who must wait for them. // [4]
}
