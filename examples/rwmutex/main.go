package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Settings struct {
	mu   sync.RWMutex
	mode string
}

func (s *Settings) Read(reader string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	slog.Info("reading", "reader", reader)
	time.Sleep(100 * time.Millisecond)
	slog.Info("has read", "reader", reader, "mode", s.mode)
}

func (s *Settings) Write(mode string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	slog.Info("writing")
	time.Sleep(20 * time.Millisecond)
	s.mode = mode
	slog.Info("has written", "mode", mode)
}

func main() {
	settings := &Settings{mode: "old"}
	var wg sync.WaitGroup
	start := func(f func()) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f()
		}()
	}

	start(func() { settings.Read("A") })
	start(func() { settings.Read("B") })
	time.Sleep(30 * time.Millisecond)
	start(func() { settings.Write("new") })
	time.Sleep(30 * time.Millisecond)
	// A and B still read, but the writer that waits holds the third reader back.
	start(func() { settings.Read("C") })

	wg.Wait()
}
