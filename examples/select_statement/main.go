package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func worker(name string, start, work time.Duration, jobs <-chan int) {
	time.Sleep(start)
	for job := range jobs {
		slog.Info("working", "worker", name, "job", job)
		time.Sleep(work)
	}
}

func main() {
	left, right := make(chan int), make(chan int) // [1]
	var wg sync.WaitGroup
	wg.Go(func() { worker("left", 5*time.Millisecond, 20*time.Millisecond, left) })    // [2]
	wg.Go(func() { worker("right", 10*time.Millisecond, 30*time.Millisecond, right) }) // [2]

	for job := range 5 {
		select { // To whoever is free first. // [3:4]
		case left <- job:
		case right <- job:
		}
	}
	close(left) // [4:2]
	close(right)
	wg.Wait()
}
