package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func offer(samples chan<- int, sample int) {
	select {
	case samples <- sample:
		slog.Info("kept", "sample", sample)
	default:
		slog.Info("dropped", "sample", sample)
	}
}

func poll(samples <-chan int) {
	select {
	case sample := <-samples:
		slog.Info("received", "sample", sample)
	default:
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
