package main

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// inBackground runs f in a goroutine, and panics in the caller if f has panicked.
func inBackground(f func()) (wait func()) {
	var wg sync.WaitGroup
	var reason any

	wg.Add(1)
	go func() {
		defer wg.Done()
		defer func() { reason = recover() }()
		f()
	}()
	return func() {
		wg.Wait()
		if reason != nil {
			panic(reason)
		}
	}
}

func compute() {
	time.Sleep(10 * time.Millisecond)
	panic(errors.New("something went wrong"))
}

func main() {
	defer slog.Info("cleaning up")
	defer func() {
		if reason := recover(); reason != nil {
			slog.Error("an error occurred", "error", reason)
		}
	}()

	wait := inBackground(compute)
	slog.Info("computing")
	wait()
}
