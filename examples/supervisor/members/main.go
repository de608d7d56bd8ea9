// Services that come and go while the supervisor runs: add, remove and wait, stop.
package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type service func(ctx context.Context) error

type running struct {
	cancel context.CancelFunc // [1:2]
	ended  chan struct{}
}

type supervisor struct {
	mu       sync.Mutex
	services map[string]running
	all      sync.WaitGroup
}

func (s *supervisor) add(name string, service service) {
	ctx, cancel := context.WithCancel(context.Background())
	r := running{cancel, make(chan struct{})}
	s.mu.Lock()
	s.services[name] = r
	s.mu.Unlock()
	s.all.Go(func() { // [2]
		defer close(r.ended)
		for ctx.Err() == nil { // [3:8]
			if err := service(ctx); err != nil && ctx.Err() == nil {
				slog.Info("it failed, once more", "service", name)
			}
		}
	})
}

// remove tells whether the service has ended in time. If not, it goes on.
func (s *supervisor) remove(name string, patience time.Duration) bool {
	s.mu.Lock()
	r := s.services[name]
	delete(s.services, name)
	s.mu.Unlock()
	r.cancel() // [4]
	select {
	case <-r.ended: // [5:2]
		return true
	case <-time.After(patience):
		return false
	}
}

func (s *supervisor) stop() {
	s.mu.Lock()
	for _, r := range s.services { // [6:2]
		r.cancel()
	}
	s.mu.Unlock()
	s.all.Wait() // [7]
}

func flaky(ctx context.Context) error {
	select {
	case <-time.After(30 * time.Millisecond):
		return errors.New("the connection is gone")
	case <-ctx.Done():
		return nil
	}
}

func slow(ctx context.Context) error {
	<-ctx.Done()
	time.Sleep(40 * time.Millisecond) // Says goodbye.
	slog.Info("the slow one has ended")
	return nil
}

func main() {
	s := &supervisor{services: map[string]running{}}
	s.add("mail", flaky)
	s.add("web", flaky)
	s.add("slow", slow)
	time.Sleep(5 * time.Millisecond)
	slog.Info("removed", "service", "web", "in_time", s.remove("web", time.Second))
	slog.Info("removed", "service", "slow", "in_time", s.remove("slow", 10*time.Millisecond))
	time.Sleep(20 * time.Millisecond)
	s.stop()
	slog.Info("all have ended")
}
