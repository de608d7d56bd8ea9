package main

import (
	"context"
	"log/slog"
	"sync"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func redundant(name string, finders []datacenter.Finder) datacenter.Result { // [5:20]
	// The buffer has room for every answer: no loser waits for a reader. // [1:2]
	results := make(chan datacenter.Result, len(finders))
	var wg sync.WaitGroup // [4:4]
	defer wg.Wait()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	for _, finder := range finders {
		wg.Go(func() { // [2]
			slog.Info("launching find", "datacenter", finder)
			found, err := finder.FindWithContext(ctx, name) // [3:4]
			if err == nil {
				results <- datacenter.Result{Datacenter: finder, Found: found}
			}
		})
	}

	return <-results // [4]
}

func main() {
	result := redundant("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS,
	})
	slog.Info("got result", "datacenter", result.Datacenter, "found", result.Found)
}
