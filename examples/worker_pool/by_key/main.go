package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type order struct {
	customer string
	number   int
	takes    time.Duration
}

func worker(orders <-chan order) { // [1:6]
	for o := range orders {
		time.Sleep(o.takes)
		slog.Info("done", "customer", o.customer, "order", o.number)
	}
}

func main() {
	var wg sync.WaitGroup
	shards := make([]chan order, 2) // [2:5]
	for i := range shards {
		shards[i] = make(chan order, 10)
		wg.Go(func() { worker(shards[i]) })
	}

	for _, o := range []order{
		{"ann", 1, 40 * time.Millisecond},
		{"bob", 1, 10 * time.Millisecond},
		{"ann", 2, 10 * time.Millisecond},
		{"bob", 2, 10 * time.Millisecond},
		{"cyd", 1, 10 * time.Millisecond},
	} {
		shards[o.customer[0]%2] <- o // [3]
	}
	for _, shard := range shards { // [4:3]
		close(shard)
	}
	wg.Wait()
}
