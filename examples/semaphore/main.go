package main

import (
	"log/slog"
	"sync"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func withSemaphore(name string, finders []datacenter.Finder, places int) {
	semaphore := make(chan struct{}, places) // [1] [6]
	var wg sync.WaitGroup                    // [5]

	for _, finder := range finders {
		wg.Go(func() { // [2]
			semaphore <- struct{}{} // [3:2] [6:2]
			defer func() { <-semaphore }()

			slog.Info("starting find", "datacenter", finder) // [4:3]
			found := finder.Find(name)
			slog.Info("got result", "datacenter", finder, "found", found)
		})
	}

	wg.Wait() // [5]
}

func main() {
	withSemaphore("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS, datacenter.RBX, datacenter.WAW,
	}, 2)
}
