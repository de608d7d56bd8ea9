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
	results := make(chan bool, len(finders)) // [1]
	var wg sync.WaitGroup                    // [4:4]
	defer wg.Wait()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	for _, finder := range finders {
		wg.Go(func() { // [2]
			slog.Info("launching find", "datacenter", finder)
			found, err := finder.FindWithContext(ctx, name) // [3:4]
			if err == nil {
				results <- found
			}
		})
	}

	return <-results // [4]
}

func main() {
	found := hedged("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS,
	})
	slog.Info("got result", "found", found)
}
