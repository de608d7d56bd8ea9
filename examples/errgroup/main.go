package main

import (
	"context"
	"log/slog"

	"golang.org/x/sync/errgroup"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func findAll(name string, finders []datacenter.Finder) ([]datacenter.Result, error) { // [6:20]
	results := make([]datacenter.Result, len(finders))
	group, ctx := errgroup.WithContext(context.Background()) // [1]

	for i, finder := range finders {
		group.Go(func() error { // [2]
			found, err := finder.FindWithError(ctx, name) // [3:4]
			if err != nil {
				return err
			}
			results[i] = datacenter.Result{Datacenter: finder, Found: found} // [4]
			return nil
		})
	}

	if err := group.Wait(); err != nil { // [1:3]
		return nil, err
	}
	return results, nil
}

func main() {
	results, err := findAll("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS, datacenter.DCError,
	})
	if err != nil {
		slog.Error("an error occurred", "error", err) // [5]
		return
	}
	for _, result := range results {
		slog.Info("got result", "datacenter", result.Datacenter, "found", result.Found)
	}
}
