package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Progress struct {
	mu      sync.Mutex
	changed *sync.Cond
	percent int
}

func NewProgress() *Progress {
	p := &Progress{}
	p.changed = sync.NewCond(&p.mu) // [1]
	return p
}

func (p *Progress) Set(percent int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.percent = percent // [2:2]
	p.changed.Broadcast()
}

func (p *Progress) WaitFor(percent int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.percent < percent { // [3:3]
		p.changed.Wait()
	}
	return p.percent
}

func main() {
	progress := NewProgress()
	var wg sync.WaitGroup

	for _, wanted := range []int{50, 90} {
		wg.Go(func() {
			reached := progress.WaitFor(wanted)
			slog.Info("far enough", "wanted", wanted, "reached", reached)
		})
	}

	for _, percent := range []int{30, 60, 100} {
		time.Sleep(10 * time.Millisecond)
		progress.Set(percent) // [4]
	}
	wg.Wait()
}
