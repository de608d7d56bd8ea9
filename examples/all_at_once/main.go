package main

import (
	"log/slog"
	"sync"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func allAtOnce(name string, finders []datacenter.Finder) {
	var wg sync.WaitGroup // [1]

	for _, finder := range finders {
		wg.Go(func() { // [2]
			slog.Info("starting find", "datacenter", finder) // [3:3]
			found := finder.Find(name)
			slog.Info("got result", "datacenter", finder, "found", found)
		})
	}

	wg.Wait() // [1]
}

func main() {
	allAtOnce("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS,
	})
}
