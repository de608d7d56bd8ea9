package main

import (
	"context"
	"log/slog"
	"time"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

type finder func(ctx context.Context, name string) (bool, error)

func atOnce(context.Context, string) (bool, error) { return true, nil } // [1]

func hedged(name string, finders []finder, delay time.Duration) bool {
	results := make(chan bool, len(finders))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	for _, find := range finders {
		go func() {
			if found, err := find(ctx, name); err == nil { // [2:3]
				results <- found
			} // An error is dropped, so the next one must wait for the timer.
		}()

		select {
		case found := <-results:
			return found
		case <-time.After(delay): // [2]
		}
	}

	return <-results
}

func main() {
	finders := []finder{datacenter.DCError.FindWithError, atOnce}
	found := hedged("my-bucket", finders, 75*time.Millisecond)
	slog.Info("got result", "found", found) // [3]
}
