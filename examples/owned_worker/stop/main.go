package main

import (
	"context"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Heart owns the goroutine that beats.
type Heart struct {
	cancel context.CancelFunc
	done   chan struct{}
}

func (h *Heart) Start() {
	ctx, cancel := context.WithCancel(context.Background()) // [1:2]
	h.cancel, h.done = cancel, make(chan struct{})
	go h.run(ctx) // [2]
}

func (h *Heart) run(ctx context.Context) {
	defer close(h.done)

	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done(): // [3:3]
			slog.Info("the heart has stopped")
			return
		case <-ticker.C: // [4:2]
			slog.Info("beat")
		}
	}
}

// Stop ends it, whatever it is doing. It can be started again.
func (h *Heart) Stop() {
	h.cancel() // [3]
	<-h.done   // [5]
}

func main() {
	var heart Heart
	for range 2 {
		heart.Start()
		time.Sleep(25 * time.Millisecond)
		heart.Stop()
		slog.Info("silence")
	}
}
