package main

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A search that somebody may break off.
type Search struct {
	cancelled atomic.Bool // [1]
	done      sync.WaitGroup
}

func (s *Search) Start(progress func(found int)) {
	s.done.Go(func() {
		for found := 1; ; found++ {
			time.Sleep(10 * time.Millisecond) // a call that blocks
			if s.cancelled.Load() {           // [1:2]
				return
			}
			progress(found) // [2]
		}
	})
}

func (s *Search) Cancel() { // [3:4]
	s.cancelled.Store(true)
	s.done.Wait()
}

func main() {
	enough := make(chan struct{})
	var search Search
	search.Start(func(found int) {
		if found <= 3 {
			slog.Info("progress", "found", found)
		}
		if found == 3 {
			close(enough)
		}
	})
	<-enough
	search.Cancel() // [4]
	slog.Info("cancelled")
}
