package main

import (
	"log/slog"
	"sync"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func scatterGather(name string, finders []datacenter.Finder) {
	results := make(chan datacenter.Result, len(finders))
	var wg sync.WaitGroup

	// Scatter.
	for _, finder := range finders {
		wg.Add(1)
		go func() {
			defer wg.Done()
			slog.Info("starting find", "datacenter", finder)
			found := finder.Find(name)
			results <- datacenter.Result{Datacenter: finder, Found: found}
		}()
	}

	go func() {
		wg.Wait()
		close(results)
	}()

	// Gather.
	for result := range results {
		slog.Info("got result", "datacenter", result.Datacenter, "found", result.Found)
	}
}

func main() {
	scatterGather("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS,
	})
}
