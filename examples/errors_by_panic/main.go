package main

import (
	"context"
	"log/slog"
	"sync"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func errorsByPanic(name string, finders []datacenter.Finder) {
	var wg sync.WaitGroup

	for _, finder := range finders {
		wg.Add(1)
		go func() {
			defer wg.Done()
			found, err := finder.FindWithError(context.TODO(), name)
			if err != nil {
				panic(err) // Nobody above can recover it: the process ends here.
			}
			slog.Info("got result", "datacenter", finder, "found", found)
		}()
	}

	wg.Wait()
}

func main() {
	defer slog.Info("cleaning up") // Never runs.
	defer func() {
		if err := recover(); err != nil { // Nor does this see anything.
			slog.Error("an error occurred", "error", err)
		}
	}()

	errorsByPanic("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS, datacenter.DCError,
	})
}
