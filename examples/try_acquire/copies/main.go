package main

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A mirror sends copies of requests to another server, a few at once, and drops the rest.
type mirror struct {
	places chan struct{}
	copies sync.WaitGroup
}

func (m *mirror) send(request int) {
	select {
	case m.places <- struct{}{}: // [2]
		m.copies.Go(func() {
			defer func() { <-m.places }()
			if err := tryOut(request); err != nil { // [3:3]
				slog.Info("copy failed", "request", request)
			}
		})
	default:
		slog.Info("no copy", "request", request) // [4]
	}
}

// tryOut stands for a new version of the server, which is slow, and has a bug.
func tryOut(request int) error {
	time.Sleep(25 * time.Millisecond)
	if request == 2 {
		return errors.New("a bug")
	}
	slog.Info("copied", "request", request)
	return nil
}

func main() {
	m := &mirror{places: make(chan struct{}, 2)} // [1]
	for request := 1; request <= 5; request++ {
		m.send(request)
		slog.Info("answered", "request", request) // [5]
		time.Sleep(10 * time.Millisecond)
	}
	m.copies.Wait() // [1]
}
