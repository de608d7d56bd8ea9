package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func poll(stop <-chan struct{}) {
	for {
		slog.Info("fetching") // [1:3]
		time.Sleep(20 * time.Millisecond)
		slog.Info("fetched")

		select { // [2:5]
		case <-time.After(30 * time.Millisecond):
		case <-stop:
			return
		}
	}
}

func main() {
	stop := make(chan struct{}) // [3]
	var wg sync.WaitGroup
	wg.Go(func() { poll(stop) })

	time.Sleep(60 * time.Millisecond)
	slog.Info("please stop")
	close(stop) // [3]
	wg.Wait()
	slog.Info("stopped")
}
