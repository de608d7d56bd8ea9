package main

import (
	"context"
	"log/slog"

	"golang.org/x/sync/errgroup"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func main() {
	group, ctx := errgroup.WithContext(context.Background()) // [1]

	group.Go(func() error {
		_, err := datacenter.DCError.FindWithError(ctx, "my-bucket") // [1:2]
		return err
	})
	group.Go(func() error {
		datacenter.GRA.Find("my-bucket") // Deaf to the context. // [2]
		return nil
	})

	if err := group.Wait(); err != nil { // [3:3]
		slog.Error("an error occurred", "error", err)
	}
}
