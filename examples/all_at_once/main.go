package main

import (
	"log/slog"
	"sync"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func allAtOnce(name string, finders []datacenter.Finder) {
	var wg sync.WaitGroup

	for _, finder := range finders {
		wg.Add(1)
		go func() {
			defer wg.Done()
			slog.Info("starting find", "datacenter", finder)
			found := finder.Find(name)
			slog.Info("got result", "datacenter", finder, "found", found)
		}()
	}

	wg.Wait()
}

func main() {
	allAtOnce("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS,
	})
}
