package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func hedged(name string, finders []datacenter.Finder, delay time.Duration) bool {
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

		select {
		case found := <-results:
			return found
		case <-time.After(delay):
		}
	}

	return <-results
}

func main() {
	found := hedged("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS,
	}, 75*time.Millisecond)
	slog.Info("got result", "found", found)
}
