package main

import (
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	var group errgroup.Group
	group.SetLimit(2) // [1]

	for page, milliseconds := range []int{30, 50, 10, 20} {
		fetch := func() error {
			time.Sleep(time.Duration(milliseconds) * time.Millisecond)
			slog.Info("fetched", "page", page)
			return nil
		}
		if !group.TryGo(fetch) { // [2]
			slog.Info("refused", "page", page) // [3]
		}
		time.Sleep(12 * time.Millisecond)
	}

	_ = group.Wait() // No fetch fails.
	slog.Info("all are fetched")
}
