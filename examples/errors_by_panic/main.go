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
		wg.Go(func() { // [1]
			found, err := finder.FindWithError(context.TODO(), name)
			if err != nil {
				panic(err) // Nobody above can recover it: the process ends here. // [2]
			}
			slog.Info("got result", "datacenter", finder, "found", found)
		})
	}

	wg.Wait()
}

func main() {
	defer slog.Info("cleaning up") // Never runs. // [4]
	defer func() {
		if err := recover(); err != nil { // Nor does this see anything. // [3:3]
			slog.Error("an error occurred", "error", err)
		}
	}()

	errorsByPanic("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS, datacenter.DCError,
	})
}
