package main

import (
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	_ "example.com/triopatterns/plainlog"
)

func fetch(page int, takes time.Duration) error {
	slog.Info("fetching", "page", page)
	time.Sleep(takes) // [4]
	slog.Info("fetched", "page", page)
	return nil
}

func main() {
	var group errgroup.Group
	group.SetLimit(2) // [1]

	for page, milliseconds := range []int{10, 25, 30, 20} {
		group.Go(func() error { // [2:3]
			return fetch(page, time.Duration(milliseconds)*time.Millisecond)
		})
	}
	slog.Info("all are started")

	if err := group.Wait(); err != nil { // [3:4]
		slog.Error("an error occurred", "error", err)
		return
	}
	slog.Info("all are fetched")
}
