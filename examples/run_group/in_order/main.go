package main

import (
	"context"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Service has a goroutine of its own, from Start to Stop.
type Service struct {
	name   string
	warmUp time.Duration
	cancel context.CancelFunc
	done   chan struct{}
}

func (s *Service) Start() { // [1:9]
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel, s.done = cancel, make(chan struct{})
	ready := make(chan struct{})
	go s.run(ctx, ready)
	<-ready // [2]
	slog.Info("ready", "service", s.name)
}

func (s *Service) run(ctx context.Context, ready chan<- struct{}) {
	defer close(s.done)
	time.Sleep(s.warmUp)
	close(ready) // [2]
	<-ctx.Done()
	time.Sleep(5 * time.Millisecond) // Say goodbye. // [3]
}

func (s *Service) Stop() { // [4:5]
	s.cancel()
	<-s.done
	slog.Info("stopped", "service", s.name)
}

func main() {
	for _, service := range []*Service{
		{name: "store", warmUp: 20 * time.Millisecond},
		{name: "cache", warmUp: 10 * time.Millisecond},
		{name: "http", warmUp: 5 * time.Millisecond},
	} {
		service.Start() // [5:2]
		defer service.Stop()
	}
	slog.Info("all are ready")
	time.Sleep(50 * time.Millisecond)
}
