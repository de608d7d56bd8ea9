package main

import (
	"log/slog"
	"sync"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func worker(name string, jobs <-chan datacenter.Finder, results chan<- datacenter.Result) { // [1:6]
	for finder := range jobs {
		slog.Info("starting find", "datacenter", finder)
		results <- datacenter.Result{Datacenter: finder, Found: finder.Find(name)}
	}
}

func findAll(name string, finders []datacenter.Finder, workers int) <-chan datacenter.Result { // [6:21]
	jobs := make(chan datacenter.Finder) // [2:2]
	results := make(chan datacenter.Result)
	var wg sync.WaitGroup

	for range workers { // [3:3]
		wg.Go(func() { worker(name, jobs, results) })
	}
	go func() { // [4:6]
		defer close(jobs)
		for _, finder := range finders {
			jobs <- finder
		}
	}()
	go func() { // [5:4]
		wg.Wait()
		close(results)
	}()

	return results
}

func main() {
	results := findAll("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS, datacenter.RBX, datacenter.WAW,
	}, 2)
	for result := range results { // [7:3]
		slog.Info("got result", "datacenter", result.Datacenter, "found", result.Found)
	}
}
