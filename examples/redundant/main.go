package main

import (
	"context"
	"log/slog"
	"sync"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func redundant(name string, finders []datacenter.Finder) datacenter.Result {
	// The buffer has room for every answer: no loser waits for a reader.
	results := make(chan datacenter.Result, len(finders))
	var wg sync.WaitGroup
	defer wg.Wait()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	for _, finder := range finders {
		wg.Add(1)
		go func() {
			defer wg.Done()
			slog.Info("launching find", "datacenter", finder)
			found, err := finder.FindWithContext(ctx, name)
			if err == nil {
				results <- datacenter.Result{Datacenter: finder, Found: found}
			}
		}()
	}

	return <-results
}

func main() {
	result := redundant("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS,
	})
	slog.Info("got result", "datacenter", result.Datacenter, "found", result.Found)
}
