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

	wg.Go(func() {
		defer func() { reason = recover() }() // [1]
		f()
	})
	return func() {
		wg.Wait() // [2:4]
		if reason != nil {
			panic(reason)
		}
	}
}

func compute() {
	time.Sleep(10 * time.Millisecond)
	panic(errors.New("something went wrong")) // [3]
}

func main() {
	defer slog.Info("cleaning up") // [5]
	defer func() {
		if reason := recover(); reason != nil { // [4:3]
			slog.Error("an error occurred", "error", reason)
		}
	}()

	wait := inBackground(compute)
	slog.Info("computing")
	wait()
}
