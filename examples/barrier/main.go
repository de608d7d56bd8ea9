package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func worker(name string, warmUp time.Duration, ready *sync.WaitGroup, start <-chan struct{}) {
	time.Sleep(warmUp)
	slog.Info("ready", "runner", name)
	ready.Done() // [2]
	<-start      // [3]
	slog.Info("running", "runner", name)
}

func main() {
	var ready, finished sync.WaitGroup // [1:2]
	start := make(chan struct{})
	for i, name := range []string{"ann", "bob", "cyd"} {
		ready.Add(1)
		finished.Go(func() {
			worker(name, time.Duration(10*(i+1))*time.Millisecond, &ready, start)
		})
	}
	ready.Wait() // [4]
	slog.Info("all are ready")
	time.Sleep(20 * time.Millisecond)
	close(start) // [5]
	finished.Wait()
}
