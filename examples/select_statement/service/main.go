package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func serve(jobs <-chan string, stop <-chan struct{}) {
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()

	for {
		select {
		case job := <-jobs:
			slog.Info("working", "job", job)
		case <-ticker.C:
			slog.Info("still alive")
		case <-stop:
			slog.Info("stopped")
			return
		}
	}
}

func main() {
	jobs, stop := make(chan string), make(chan struct{})
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		serve(jobs, stop)
	}()

	for _, job := range []string{"sweep", "mop", "dust"} {
		time.Sleep(15 * time.Millisecond)
		jobs <- job
	}
	time.Sleep(20 * time.Millisecond)
	close(stop)
	wg.Wait()
}
