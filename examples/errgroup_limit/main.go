package main

import (
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	_ "example.com/triopatterns/plainlog"
)

func fetch(page int, takes time.Duration) error {
	slog.Info("fetching", "page", page)
	time.Sleep(takes)
	slog.Info("fetched", "page", page)
	return nil
}

func main() {
	var group errgroup.Group
	group.SetLimit(2)

	for page, milliseconds := range []int{10, 25, 30, 20} {
		group.Go(func() error {
			return fetch(page, time.Duration(milliseconds)*time.Millisecond)
		})
	}
	slog.Info("all are started")

	if err := group.Wait(); err != nil {
		slog.Error("an error occurred", "error", err)
		return
	}
	slog.Info("all are fetched")
}
