package main

import (
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	_ "example.com/triopatterns/plainlog"
)

const lifetime = 50 * time.Millisecond

type entry struct {
	page  string
	until time.Time // [1]
}

// A Cache keeps each page for some time, and loads it once for all who want it.
type Cache struct {
	mu      sync.Mutex
	entries map[string]entry
	flights singleflight.Group // [3]
}

func (c *Cache) Get(name string) string {
	c.mu.Lock()
	e, ok := c.entries[name]
	c.mu.Unlock()
	if ok && time.Now().Before(e.until) { // [2:3]
		return e.page
	}
	page, _, _ := c.flights.Do(name, func() (any, error) { return c.load(name), nil }) // [3:2]
	return page.(string)
}

func (c *Cache) load(name string) string { // [4:10]
	slog.Info("loading", "page", name)
	time.Sleep(20 * time.Millisecond)
	page := "the page " + name

	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries[name] = entry{page, time.Now().Add(lifetime)} // [1]
	return page
}

func main() {
	cache := &Cache{entries: map[string]entry{}}
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() { slog.Info("got it", "text", cache.Get("home")) })
		time.Sleep(15 * time.Millisecond)
	}
	time.Sleep(10 * time.Millisecond)
	wg.Go(func() { slog.Info("got it", "text", cache.Get("home")) })
	wg.Wait()
}
