package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Mirror is refreshed when something has changed: once for all that has.
type Mirror struct {
	mu      sync.Mutex
	version int
	nudges  chan struct{}
}

func NewMirror() *Mirror { return &Mirror{nudges: make(chan struct{}, 1)} } // [1]

func (m *Mirror) Change() { // [2:10]
	m.mu.Lock()
	m.version++
	m.mu.Unlock()
	select {
	case m.nudges <- struct{}{}:
	default: // There is one already.
	}
}

func (m *Mirror) Refresh(ctx context.Context) {
	for {
		select { // [3:5]
		case <-m.nudges:
		case <-ctx.Done():
			return
		}
		m.mu.Lock() // [4:3]
		version := m.version
		m.mu.Unlock()
		slog.Info("refreshing", "version", version)
		time.Sleep(20 * time.Millisecond)
	}
}

func main() {
	mirror := NewMirror()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { mirror.Refresh(ctx) })

	time.Sleep(10 * time.Millisecond)
	mirror.Change()
	time.Sleep(10 * time.Millisecond)
	slog.Info("five changes, while it is busy") // [5:4]
	for range 5 {
		mirror.Change()
	}
	time.Sleep(60 * time.Millisecond)
	mirror.Change()
	time.Sleep(30 * time.Millisecond)
	cancel()
	wg.Wait()
}
