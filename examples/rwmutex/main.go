package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Settings struct {
	mu   sync.RWMutex // [1]
	mode string
}

func (s *Settings) Read(reader string) {
	s.mu.RLock() // [2:2]
	defer s.mu.RUnlock()
	slog.Info("reading", "reader", reader)
	time.Sleep(100 * time.Millisecond)
	slog.Info("has read", "reader", reader, "mode", s.mode)
}

func (s *Settings) Write(mode string) {
	s.mu.Lock() // [3:2]
	defer s.mu.Unlock()
	slog.Info("writing")
	time.Sleep(20 * time.Millisecond)
	s.mode = mode
	slog.Info("has written", "mode", mode)
}

func main() {
	settings := &Settings{mode: "old"}
	var wg sync.WaitGroup

	wg.Go(func() { settings.Read("A") }) // [4:2]
	wg.Go(func() { settings.Read("B") })
	time.Sleep(30 * time.Millisecond)
	wg.Go(func() { settings.Write("new") }) // [5]
	time.Sleep(30 * time.Millisecond)
	// A and B still read, but the writer that waits holds the third reader back.
	wg.Go(func() { settings.Read("C") }) // [6]

	wg.Wait()
}
