package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type order struct { // [1:4]
	page  string
	reply chan string
}

func printer(orders <-chan order) { // [2:7]
	for o := range orders {
		time.Sleep(20 * time.Millisecond)
		slog.Info("out of the printer", "page", o.page)
		o.reply <- "the page by " + o.page // [3]
	}
}

func customer(orders chan<- order, name string, arrives, patience time.Duration) {
	time.Sleep(arrives)
	ctx, cancel := context.WithTimeout(context.Background(), patience) // [4:2]
	defer cancel()
	reply := make(chan string, 1) // Nobody may be there to take it. // [1:2]
	orders <- order{name, reply}
	select { // [4:6]
	case answer := <-reply:
		slog.Info(answer)
	case <-ctx.Done():
		slog.Info("gave up", "customer", name)
	}
}

func main() {
	orders := make(chan order, 10)
	go printer(orders) // [2]

	var wg sync.WaitGroup
	wg.Go(func() { customer(orders, "ann", 0, time.Second) })
	wg.Go(func() { customer(orders, "bob", 5*time.Millisecond, 10*time.Millisecond) })
	wg.Go(func() { customer(orders, "cyd", 10*time.Millisecond, time.Second) })
	wg.Wait()
	close(orders) // [5]
}
