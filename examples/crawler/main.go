package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var links = map[string][]string{
	"home":    {"news", "shop", "about"},
	"news":    {"home", "archive"},
	"shop":    {"home", "cart"},
	"archive": {"news", "home"},
}

func fetch(page string) []string {
	slog.Info("fetching", "page", page)
	time.Sleep(10 * time.Millisecond)
	slog.Info("fetched", "page", page)
	return links[page]
}

type Crawler struct {
	mu     sync.Mutex
	seen   map[string]bool // [1]
	places chan struct{}   // [2]
	wg     sync.WaitGroup  // [5]
}

func (c *Crawler) visit(page string) { // [1:9]
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen[page] {
		return
	}
	c.seen[page] = true
	c.wg.Go(func() { c.follow(page) }) // [3]
}

func (c *Crawler) follow(page string) {
	c.places <- struct{}{} // [2:3]
	found := fetch(page)
	<-c.places
	for _, link := range found { // [4:3]
		c.visit(link)
	}
}

func main() {
	crawler := &Crawler{seen: map[string]bool{}, places: make(chan struct{}, 2)}
	crawler.visit("home")
	crawler.wg.Wait() // [5]
	slog.Info("no page is left", "pages", len(crawler.seen))
}
