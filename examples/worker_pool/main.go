package main

import (
	"log/slog"
	"sync"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func worker(name string, jobs <-chan datacenter.Finder, results chan<- datacenter.Result) {
	for finder := range jobs {
		slog.Info("starting find", "datacenter", finder)
		results <- datacenter.Result{Datacenter: finder, Found: finder.Find(name)}
	}
}

func findAll(name string, finders []datacenter.Finder, workers int) <-chan datacenter.Result {
	jobs := make(chan datacenter.Finder)
	results := make(chan datacenter.Result)
	var wg sync.WaitGroup

	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			worker(name, jobs, results)
		}()
	}
	go func() {
		defer close(jobs)
		for _, finder := range finders {
			jobs <- finder
		}
	}()
	go func() {
		wg.Wait()
		close(results)
	}()

	return results
}

func main() {
	results := findAll("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS, datacenter.RBX, datacenter.WAW,
	}, 2)
	for result := range results {
		slog.Info("got result", "datacenter", result.Datacenter, "found", result.Found)
	}
}
