// A limit on the wait for a place, and none on the work.
package main

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var errBusy = errors.New("busy")

func call(name string, places chan struct{}, patience time.Duration) error {
	select {
	case places <- struct{}{}: // [1]
	case <-time.After(patience):
		return errBusy // [2]
	}
	defer func() { <-places }()       // [4]
	time.Sleep(30 * time.Millisecond) // [3]
	slog.Info("done", "call", name)
	return nil
}

func main() {
	places := make(chan struct{}, 1)
	var wg sync.WaitGroup
	for _, name := range []string{"a", "b", "c"} {
		patience := 20 * time.Millisecond
		if name == "c" {
			patience = time.Second
		}
		wg.Go(func() {
			if err := call(name, places, patience); err != nil {
				slog.Info("refused", "call", name, "why", err) // [2]
			}
		})
		time.Sleep(time.Millisecond)
	}
	wg.Wait()
}
