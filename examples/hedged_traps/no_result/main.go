package main

import (
	"log/slog"
	"time"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func hedged(name string, finders []datacenter.Finder, delay time.Duration) (found bool) {
	results := make(chan bool, len(finders)) // [1]

	for _, finder := range finders {
		go func() { results <- finder.Find(name) }() // [1]

		select {
		case found = <-results:
			return found
		case <-time.After(delay):
		}
	}

	return found // Nobody has answered yet: this is the zero value. // [2]
}

func main() {
	found := hedged("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA,
	}, 10*time.Millisecond)
	slog.Info("got result", "found", found) // [3]
}
