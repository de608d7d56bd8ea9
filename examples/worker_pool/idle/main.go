package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A pool has a worker for each customer who has orders, and no others.
type pool struct {
	mu      sync.Mutex
	queues  map[string]chan int
	workers sync.WaitGroup
}

// submit tells whether there was room for the order.
func (p *pool) submit(customer string, number int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.queues[customer] == nil { // [1:5]
		orders := make(chan int, 10)
		p.queues[customer] = orders
		p.workers.Go(func() { p.work(customer, orders) })
	}
	select {
	case p.queues[customer] <- number: // [2]
		return true
	default:
		return false
	}
}

func (p *pool) work(customer string, orders <-chan int) {
	for {
		select {
		case number := <-orders:
			time.Sleep(10 * time.Millisecond)
			slog.Info("done", "customer", customer, "order", number)
		case <-time.After(30 * time.Millisecond): // [3]
			if p.leave(customer) {
				slog.Info("nothing to do", "customer", customer)
				return
			}
		}
	}
}

// leave forgets the queue, unless an order has come meanwhile.
func (p *pool) leave(customer string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queues[customer]) > 0 { // [4]
		return false
	}
	delete(p.queues, customer)
	return true
}

func main() {
	p := &pool{queues: make(map[string]chan int)}
	p.submit("ann", 1)
	time.Sleep(5 * time.Millisecond)
	p.submit("bob", 1)
	time.Sleep(20 * time.Millisecond)
	p.submit("ann", 2)
	time.Sleep(50 * time.Millisecond)
	p.submit("ann", 3) // [5]
	p.workers.Wait()   // [6]
}
