package main

import (
	"context"
	"log/slog"
	"sync"

	"golang.org/x/sync/semaphore"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func withSemaphore(name string, finders []datacenter.Finder, places int64) {
	sem := semaphore.NewWeighted(places) // [1]
	ctx := context.Background()
	var wg sync.WaitGroup

	for _, finder := range finders {
		wg.Go(func() {
			if err := sem.Acquire(ctx, 1); err != nil { // [2:5]
				slog.Error("failed to acquire", "datacenter", finder, "error", err)
				return
			}
			defer sem.Release(1)

			slog.Info("starting find", "datacenter", finder) // [3:3]
			found := finder.Find(name)
			slog.Info("got result", "datacenter", finder, "found", found)
		})
	}

	wg.Wait()
}

func main() {
	withSemaphore("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS, datacenter.RBX, datacenter.WAW,
	}, 2)
}
