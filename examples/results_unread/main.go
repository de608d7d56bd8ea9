package main

import (
	"log/slog"

	"golang.org/x/sync/errgroup"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	results := make(chan int) // Without a buffer.
	var group errgroup.Group

	for number := range 3 {
		group.Go(func() error {
			results <- number * number // Until somebody receives ...
			return nil
		})
	}

	if err := group.Wait(); err != nil { // ... and that is only after this.
		slog.Error("an error occurred", "error", err)
	}
	close(results)
	for result := range results {
		slog.Info("got result", "result", result)
	}
}
