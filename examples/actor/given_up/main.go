package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type order struct { // [1:5]
	ctx   context.Context
	page  string
	reply chan string
}

func printer(orders <-chan order) {
	for o := range orders {
		if o.ctx.Err() != nil { // [2:4]
			slog.Info("passed over", "page", o.page)
			continue
		}
		select { // [3:6]
		case <-time.After(20 * time.Millisecond):
			o.reply <- "the page by " + o.page
		case <-o.ctx.Done():
			slog.Info("broken off", "page", o.page)
		}
	}
}

func ask(ctx context.Context, orders chan<- order, page string) (string, bool) {
	o := order{ctx, page, make(chan string, 1)} // [1]
	orders <- o
	select {
	case answer := <-o.reply:
		return answer, true
	case <-ctx.Done(): // [4:2]
		return "", false
	}
}

func customer(orders chan<- order, name string, arrives, patience time.Duration) {
	time.Sleep(arrives)
	ctx, cancel := context.WithTimeout(context.Background(), patience) // [4:2]
	defer cancel()
	if answer, ok := ask(ctx, orders, name); ok {
		slog.Info(answer)
	}
}

func main() {
	orders := make(chan order, 10)
	go printer(orders)

	var wg sync.WaitGroup
	wg.Go(func() { customer(orders, "ann", 0, time.Second) })
	wg.Go(func() { customer(orders, "bob", 5*time.Millisecond, 25*time.Millisecond) })
	wg.Go(func() { customer(orders, "cyd", 6*time.Millisecond, 10*time.Millisecond) })
	wg.Go(func() { customer(orders, "dan", 7*time.Millisecond, time.Second) })
	wg.Wait()
	close(orders)
}
