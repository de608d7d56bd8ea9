package main

import (
	"context"
	"log/slog"

	"golang.org/x/sync/errgroup"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func main() {
	defer slog.Info("cleaning up") // Never runs. // [3]
	defer func() {                 // [2:5]
		if reason := recover(); reason != nil { // Nor does this see anything.
			slog.Error("an error occurred", "error", reason)
		}
	}()

	group, ctx := errgroup.WithContext(context.Background())
	group.Go(func() error {
		_, err := datacenter.SBG.FindWithError(ctx, "my-bucket")
		return err
	})
	group.Go(func() error {
		panic("something went wrong") // [1]
	})
	_ = group.Wait()
}
