package main

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Meter counts requests, and knows their rate: an average that forgets slowly.
type Meter struct {
	fresh atomic.Int64 // [1:3]
	mu    sync.Mutex
	rate  float64
}

func (m *Meter) Mark() {
	m.fresh.Add(1)
}

func (m *Meter) tick() {
	count := m.fresh.Swap(0) // [2]
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rate += (float64(count) - m.rate) / 2 // [3]
}

func (m *Meter) Rate() float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rate
}

func (m *Meter) run(stop <-chan struct{}) {
	ticker := time.NewTicker(10 * time.Millisecond) // [4]
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			m.tick()
		case <-stop:
			return
		}
	}
}

func main() {
	var meter Meter
	var running sync.WaitGroup
	stop := make(chan struct{})
	running.Go(func() { meter.run(stop) })

	time.Sleep(5 * time.Millisecond)
	for _, requests := range []int{7, 7, 0} {
		for range requests {
			meter.Mark()
		}
		time.Sleep(10 * time.Millisecond)
		slog.Info("rate", "average", meter.Rate())
	}
	close(stop)
	running.Wait()
}
