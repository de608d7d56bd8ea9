package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func hedged(name string, finders []datacenter.Finder, delay time.Duration) bool { // [6:25]
	results := make(chan bool, len(finders)) // [1]
	var wg sync.WaitGroup                    // [5:4]
	defer wg.Wait()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	for _, finder := range finders {
		wg.Go(func() { // [2:7]
			slog.Info("launching find", "datacenter", finder)
			found, err := finder.FindWithContext(ctx, name)
			if err == nil { // [7]
				results <- found
			}
		})

		select { // [3:5]
		case found := <-results:
			return found
		case <-time.After(delay):
		}
	}

	return <-results // [4]
}

func main() {
	found := hedged("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS,
	}, 75*time.Millisecond)
	slog.Info("got result", "found", found)
}
