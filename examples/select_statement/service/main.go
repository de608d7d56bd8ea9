package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func serve(jobs <-chan string, stop <-chan struct{}) {
	ticker := time.NewTicker(20 * time.Millisecond) // [4:2]
	defer ticker.Stop()

	for {
		select {
		case job, ok := <-jobs: // [1:6]
			if !ok {
				jobs = nil // Closed: never ready again, where it would always be.
				continue
			}
			slog.Info("working", "job", job)
		case <-ticker.C: // [2:2]
			slog.Info("still alive")
		case <-stop: // [3:3]
			slog.Info("stopped")
			return
		}
	}
}

func main() {
	jobs, stop := make(chan string), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { serve(jobs, stop) })

	for _, job := range []string{"sweep", "mop", "dust"} {
		time.Sleep(15 * time.Millisecond)
		jobs <- job
	}
	time.Sleep(20 * time.Millisecond)
	close(stop) // [3]
	wg.Wait()
}
