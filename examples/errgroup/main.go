package main

import (
	"context"
	"log/slog"

	"golang.org/x/sync/errgroup"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func findAll(name string, finders []datacenter.Finder) ([]datacenter.Result, error) {
	results := make([]datacenter.Result, len(finders))
	group, ctx := errgroup.WithContext(context.Background())

	for i, finder := range finders {
		group.Go(func() error {
			found, err := finder.FindWithError(ctx, name)
			if err != nil {
				return err
			}
			results[i] = datacenter.Result{Datacenter: finder, Found: found}
			return nil
		})
	}

	if err := group.Wait(); err != nil {
		return nil, err
	}
	return results, nil
}

func main() {
	results, err := findAll("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS, datacenter.DCError,
	})
	if err != nil {
		slog.Error("an error occurred", "error", err)
		return
	}
	for _, result := range results {
		slog.Info("got result", "datacenter", result.Datacenter, "found", result.Found)
	}
}
