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
	ctx, cancel := context.WithCancel(context.Background())
	h.cancel, h.done = cancel, make(chan struct{})
	go h.run(ctx)
}

func (h *Heart) run(ctx context.Context) {
	defer close(h.done)

	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			slog.Info("the heart has stopped")
			return
		case <-ticker.C:
			slog.Info("beat")
		}
	}
}

// Stop ends it in the middle of whatever it does. It can be started again.
func (h *Heart) Stop() {
	h.cancel()
	<-h.done
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
