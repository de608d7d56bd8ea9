package main

import (
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	_ "example.com/triopatterns/plainlog"
)

type Pages struct{ flights singleflight.Group } // [1]

func (p *Pages) Get(name string) string {
	page, _, _ := p.flights.Do(name, func() (any, error) { // [2:3]
		return fetch(name), nil
	})
	return page.(string)
}

func fetch(name string) string { // [3:5]
	slog.Info("fetching", "page", name)
	time.Sleep(50 * time.Millisecond)
	return "welcome"
}

func main() {
	var pages Pages
	var wg sync.WaitGroup

	for range 3 {
		wg.Go(func() { slog.Info("got it", "text", pages.Get("home")) })
		time.Sleep(10 * time.Millisecond)
	}

	wg.Wait()
	slog.Info("got it anew", "text", pages.Get("home")) // Nothing is kept. // [4]
}
