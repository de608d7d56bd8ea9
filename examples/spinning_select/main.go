package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func serve(jobs <-chan string, stop <-chan struct{}, stopped chan<- struct{}) {
	defer close(stopped)
	rounds := 0 // [1]
	for {
		select {
		case <-jobs: // No look at ok. // [2:2]
			rounds++
		case <-stop: // [4:3]
			slog.Info("stopped", "many_rounds", rounds > 10)
			return
		}
	}
}

func main() {
	jobs, stop := make(chan string), make(chan struct{})
	stopped := make(chan struct{})
	go serve(jobs, stop, stopped)
	jobs <- "sweep"
	close(jobs) // [3]
	time.Sleep(100 * time.Millisecond)
	close(stop) // [4:2]
	<-stopped
}
