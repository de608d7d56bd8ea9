package main

import (
	"context"
	"log/slog"
	"sync"

	"golang.org/x/sync/semaphore"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func weighted(name string, finders []datacenter.Finder, capacity int64) {
	sem := semaphore.NewWeighted(capacity) // [1]
	ctx := context.Background()
	var wg sync.WaitGroup

	for _, finder := range finders {
		wg.Go(func() { // [4]
			if err := sem.Acquire(ctx, finder.Weight()); err != nil { // [2:5]
				slog.Error("failed to acquire", "datacenter", finder, "error", err)
				return
			}
			defer sem.Release(finder.Weight())

			slog.Info("starting find", "datacenter", finder) // [3:3]
			found := finder.Find(name)
			slog.Info("got result", "datacenter", finder, "found", found)
		})
	}

	wg.Wait()
}

func main() {
	weighted("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS, datacenter.RBX, datacenter.WAW,
	}, 30)
}
