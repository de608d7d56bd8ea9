package main

import (
	"log/slog"
	"sync"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func withSemaphore(name string, finders []datacenter.Finder, places int) {
	semaphore := make(chan struct{}, places)
	var wg sync.WaitGroup

	for _, finder := range finders {
		wg.Add(1)
		go func() {
			defer wg.Done()
			semaphore <- struct{}{}
			defer func() { <-semaphore }()

			slog.Info("starting find", "datacenter", finder)
			found := finder.Find(name)
			slog.Info("got result", "datacenter", finder, "found", found)
		}()
	}

	wg.Wait()
}

func main() {
	withSemaphore("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS, datacenter.RBX, datacenter.WAW,
	}, 2)
}
