package main

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func findSome(name string, finders []datacenter.Finder) ([]datacenter.Result, error) {
	results := make(chan datacenter.Result, len(finders))    // [4]
	group, ctx := errgroup.WithContext(context.Background()) // [1]

	for _, finder := range finders {
		group.Go(func() error { // [2]
			found, err := finder.FindWithError(ctx, name) // [3:4]
			if err != nil {
				return err
			}
			results <- datacenter.Result{Datacenter: finder, Found: found} // [4]
			return nil
		})
	}

	err := group.Wait() // [1]
	close(results)      // [4:5]
	var kept []datacenter.Result
	for result := range results {
		kept = append(kept, result)
	}
	return kept, err
}

func main() {
	results, err := findSome("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS,
		datacenter.Failing("DCLate", 150*time.Millisecond),
	})
	if err != nil {
		slog.Error("an error occurred", "error", err) // [5]
	}
	for _, result := range results {
		slog.Info("kept result", "datacenter", result.Datacenter, "found", result.Found)
	}
}
