package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Window lets so many through in any span of this length.
type Window struct {
	mu    sync.Mutex // [1]
	limit int
	span  time.Duration
	times []time.Time
}

func (w *Window) Allow() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	for len(w.times) > 0 && now.Sub(w.times[0]) >= w.span { // [2:2]
		w.times = w.times[1:]
	}
	if len(w.times) == w.limit { // [3]
		return false
	}
	w.times = append(w.times, now)
	return true
}

func main() {
	window := &Window{limit: 2, span: 100 * time.Millisecond}
	for request := 1; request <= 6; request++ {
		slog.Info("request", "number", request, "allowed", window.Allow()) // [4]
		time.Sleep(40 * time.Millisecond)
	}
}
