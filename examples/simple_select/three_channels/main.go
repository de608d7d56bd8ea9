// A watcher with a channel for its events, one for its errors, and one for its end.
package main

import (
	"errors"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Watcher struct {
	Events chan string // [1:3]
	Errors chan error
	Closed chan struct{}
}

func (w *Watcher) run() {
	defer close(w.Closed) // [4]
	time.Sleep(10 * time.Millisecond)
	w.Events <- "created a" // [2]
	time.Sleep(10 * time.Millisecond)
	w.Errors <- errors.New("b is gone") // [2]
	time.Sleep(10 * time.Millisecond)
	w.Events <- "removed a" // [2]
}

func main() {
	w := &Watcher{make(chan string), make(chan error), make(chan struct{})}
	go w.run()
	for {
		select {
		case event := <-w.Events: // [3:4]
			slog.Info("event", "what", event)
		case err := <-w.Errors:
			slog.Error("error", "what", err)
		case <-w.Closed: // [4:3]
			slog.Info("closed")
			return
		}
	}
}
