package main

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var (
	errDisk    = errors.New("the disk is down")
	errNetwork = errors.New("the network is down")
)

// together runs all of them, and joins what their panics and errors were.
func together(functions ...func() error) error {
	failures := make([]error, len(functions))
	var wg sync.WaitGroup

	for i, f := range functions {
		wg.Go(func() {
			defer func() {
				if err, ok := recover().(error); ok { // [1:3]
					failures[i] = err
				}
			}()
			failures[i] = f()
		})
	}

	wg.Wait()
	return errors.Join(failures...) // [2]
}

func main() {
	powerCut := make(chan struct{})
	time.AfterFunc(10*time.Millisecond, func() { close(powerCut) })

	err := together(
		func() error {
			<-powerCut
			return errDisk
		},
		func() error {
			<-powerCut
			panic(errNetwork)
		},
	)
	if errors.Is(err, errDisk) { // [3:3]
		slog.Error("nothing was saved", "error", errDisk)
	}
	if errors.Is(err, errNetwork) { // [4:3]
		slog.Error("nothing was sent", "error", errNetwork)
	}
}
