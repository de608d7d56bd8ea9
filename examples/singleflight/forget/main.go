package main

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	_ "example.com/triopatterns/plainlog"
)

var (
	flights singleflight.Group
	version atomic.Int64
)

func fetch() (any, error) { // [1:6]
	seen := version.Load()
	slog.Info("fetching", "version", seen)
	time.Sleep(50 * time.Millisecond)
	return seen, nil
}

func visit() {
	seen, _, _ := flights.Do("home", fetch) // [2]
	slog.Info("got it", "version", seen)
}

func main() {
	version.Store(1)
	var wg sync.WaitGroup

	wg.Go(visit)
	time.Sleep(20 * time.Millisecond)

	version.Add(1)
	flights.Forget("home") // What is under way is out of date. // [3]
	visit()
	wg.Wait()
}
