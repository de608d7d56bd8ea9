// Workers that get jobs until the time is over, and finish what they have in hand.
package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const duration = 70 * time.Millisecond

func work(jobs <-chan int) {
	for number := range jobs { // [1]
		time.Sleep(30 * time.Millisecond)
		slog.Info("done", "request", number)
	}
}

func feed(ctx context.Context, jobs chan<- int) {
	defer close(jobs)
	for number := 1; ; number++ {
		select { // [3:5]
		case jobs <- number:
		case <-ctx.Done():
			return
		}
	}
}

func main() {
	jobs := make(chan int) // [2]
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() { work(jobs) })
	}

	ctx, cancel := context.WithTimeout(context.Background(), duration)
	defer cancel()
	feed(ctx, jobs)
	slog.Info("the time is over") // [4]
	workers.Wait()
	slog.Info("all are done")
}
