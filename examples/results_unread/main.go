package main

import (
	"log/slog"

	"golang.org/x/sync/errgroup"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	results := make(chan int) // Without a buffer. // [1]
	var group errgroup.Group

	for number := range 3 {
		group.Go(func() error {
			results <- number * number // Until somebody receives ... // [1]
			return nil
		})
	}

	if err := group.Wait(); err != nil { // ... and that is only after this. // [2]
		slog.Error("an error occurred", "error", err)
	}
	close(results)
	for result := range results { // [3:3]
		slog.Info("got result", "result", result)
	}
}
