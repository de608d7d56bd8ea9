package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func offer(samples chan<- int, sample int) {
	select {
	case samples <- sample: // [1:2]
		slog.Info("kept", "sample", sample)
	default: // [2:2]
		slog.Info("dropped", "sample", sample)
	}
}

func poll(samples <-chan int) {
	select {
	case sample := <-samples: // [3:2]
		slog.Info("received", "sample", sample)
	default: // [2:2]
		slog.Info("nothing there")
	}
}

func main() {
	samples := make(chan int, 2)
	for sample := range 3 {
		offer(samples, sample)
	}
	time.Sleep(10 * time.Millisecond)
	for range 3 {
		poll(samples)
	}
}
