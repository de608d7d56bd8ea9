package main

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func work(duration time.Duration) {
	for start := time.Now(); time.Since(start) < duration; {
	}
}

func main() {
	var mu sync.Mutex
	var turns atomic.Int64

	go func() { // The greedy one gives the lock back, and has it again at once. // [1:8]
		for {
			mu.Lock()
			work(10 * time.Microsecond)
			turns.Add(1)
			mu.Unlock()
		}
	}()

	worst := int64(0)
	for range 20 { // The polite one needs it now and then.
		time.Sleep(time.Millisecond) // [3:4]
		asked := turns.Load()
		mu.Lock() // After a millisecond of waiting it is handed over. // [2]
		worst = max(worst, turns.Load()-asked)
		mu.Unlock()
	}
	slog.Info("waited for turns of the greedy one", "at_worst", worst) // [4]
}
