package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Barrier lets nobody through until all have come, round after round.
type Barrier struct {
	mu      sync.Mutex
	parties int
	waiting int
	opened  chan struct{} // [1]
}

func NewBarrier(parties int) *Barrier {
	return &Barrier{parties: parties, opened: make(chan struct{})} // [1]
}

func (b *Barrier) Wait() {
	b.mu.Lock()
	opened := b.opened // [2]
	b.waiting++
	if b.waiting == b.parties { // [3:4]
		b.waiting = 0
		b.opened = make(chan struct{})
		close(opened)
	}
	b.mu.Unlock()
	<-opened // [4]
}

func main() {
	barrier := NewBarrier(2)
	var wg sync.WaitGroup
	for i, name := range []string{"ann", "bob"} {
		wg.Go(func() {
			for round := range 2 {
				time.Sleep(time.Duration(10*(i+1)) * time.Millisecond)
				slog.Info("there", "walker", name, "round", round)
				barrier.Wait() // [5]
			}
			slog.Info("home", "walker", name)
		})
	}
	wg.Wait()
}
