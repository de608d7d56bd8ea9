// A setting that others wait for: each change closes a channel and makes a new one.
package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type watched struct { // [1:5]
	mu      sync.Mutex
	value   int
	changed chan struct{}
}

func newWatched(value int) *watched {
	return &watched{value: value, changed: make(chan struct{})}
}

func (w *watched) set(value int) { // [2:7]
	w.mu.Lock()
	defer w.mu.Unlock()
	w.value = value
	close(w.changed)
	w.changed = make(chan struct{})
}

// get gives the value, and what is closed when it is no longer the value.
func (w *watched) get() (int, <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.value, w.changed
}

func (w *watched) waitFor(enough func(int) bool) int { // [3:9]
	for {
		value, changed := w.get()
		if enough(value) {
			return value
		}
		<-changed
	}
}

func main() {
	limit := newWatched(10)
	var waiters sync.WaitGroup
	waiters.Go(func() {
		value := limit.waitFor(func(value int) bool { return value >= 20 })
		slog.Info("enough", "limit", value) // [4]
	})

	for _, value := range []int{15, 25} {
		time.Sleep(10 * time.Millisecond)
		slog.Info("set", "limit", value)
		limit.set(value) // [2]
	}
	waiters.Wait()
}
