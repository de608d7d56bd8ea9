package main

import (
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func sendAll() (sent *atomic.Int32) {
	var wg sync.WaitGroup
	sent = new(atomic.Int32)

	for range 3 {
		go func() {
			wg.Add(1) // [1:2]
			defer wg.Done()
			time.Sleep(10 * time.Millisecond)
			sent.Add(1) // [2]
		}()
	}

	wg.Wait() // [3:2]
	return sent
}

func main() {
	runtime.GOMAXPROCS(1) // Makes it likely; so try until it happens.

	for {
		if sent := sendAll().Load(); sent < 3 {
			slog.Info("all done", "sent", sent)
			return
		}
	}
}
