package main

import (
	"log/slog"
	"time"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func hedged(name string, finders []datacenter.Finder, delay time.Duration) bool {
	results := make(chan bool)
	defer close(results) // [2]

	for _, finder := range finders {
		go func() { results <- finder.Find(name) }() // [1]

		select {
		case found := <-results:
			return found // [2]
		case <-time.After(delay):
		}
	}

	return <-results
}

func main() {
	found := hedged("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA,
	}, 75*time.Millisecond)
	slog.Info("got result", "found", found)

	time.Sleep(300 * time.Millisecond)
	slog.Info("the server goes on") // Never. // [3]
}
