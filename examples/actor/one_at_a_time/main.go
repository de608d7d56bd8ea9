package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type order struct {
	ctx   context.Context
	page  string
	reply chan string
}

// A Printer prints one page at a time.
type Printer struct{ orders chan order } // [1:8]

func (p *Printer) run() {
	for o := range p.orders {
		if o.ctx.Err() != nil { // [3:3]
			continue
		}
		time.Sleep(20 * time.Millisecond) // [2:2]
		o.reply <- "printed " + o.page
	}
}

func (p *Printer) Print(ctx context.Context, page string) (string, error) { // [4:13]
	reply := make(chan string, 1) // Nobody may be there to take it.
	select {
	case p.orders <- order{ctx, page, reply}:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case answer := <-reply:
		return answer, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func customer(printer *Printer, name string, arrives, patience time.Duration) {
	time.Sleep(arrives)
	ctx, cancel := context.WithTimeout(context.Background(), patience) // [5:7]
	defer cancel()
	answer, err := printer.Print(ctx, "by "+name)
	if err != nil {
		slog.Info("gave up", "customer", name)
		return
	}
	slog.Info(answer)
}

func main() {
	printer := &Printer{make(chan order, 10)}
	go printer.run() // [1]

	var wg sync.WaitGroup
	wg.Go(func() { customer(printer, "ann", 0, time.Second) })
	wg.Go(func() { customer(printer, "bob", 5*time.Millisecond, 10*time.Millisecond) })
	wg.Go(func() { customer(printer, "cyd", 10*time.Millisecond, time.Second) })
	wg.Wait()
	close(printer.orders)
}
