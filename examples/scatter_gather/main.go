package main

import (
	"log/slog"
	"sync"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func scatterGather(name string, finders []datacenter.Finder) { // [6:23]
	results := make(chan datacenter.Result, len(finders)) // [1]
	var wg sync.WaitGroup                                 // [4]

	// Scatter.
	for _, finder := range finders {
		wg.Go(func() { // [2]
			slog.Info("starting find", "datacenter", finder)
			found := finder.Find(name) // [3:2]
			results <- datacenter.Result{Datacenter: finder, Found: found}
		})
	}

	go func() { // [4:4]
		wg.Wait()
		close(results)
	}()

	// Gather.
	for result := range results { // [5:3]
		slog.Info("got result", "datacenter", result.Datacenter, "found", result.Found)
	}
}

func main() {
	scatterGather("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS,
	})
}
