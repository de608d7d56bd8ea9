package main

import (
	"context"
	"log/slog"
	"sync"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

// hedged starts everything at once: it is called hedged, and hedges nothing.
func hedged(name string, finders []datacenter.Finder) bool {
	results := make(chan bool, len(finders))
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
				results <- found
			}
		}()
	}

	return <-results
}

func main() {
	found := hedged("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS,
	})
	slog.Info("got result", "found", found)
}
