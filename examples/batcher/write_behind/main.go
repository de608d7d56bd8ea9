package main

import (
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var errDown = errors.New("the store is down")

// A Cache takes changes at once, and writes them later.
type Cache struct {
	mu      sync.Mutex
	changed map[string]string // [1]
}

// Put replaces an earlier change of the same key that is not written yet.
func (c *Cache) Put(key, value string) { // [1:5]
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changed[key] = value
}

// Flush writes what has changed.
func (c *Cache) Flush(write func(map[string]string) error) error {
	c.mu.Lock() // [2:4]
	rows := c.changed
	c.changed = map[string]string{}
	c.mu.Unlock()

	if len(rows) == 0 {
		return nil
	}
	err := write(rows)
	if err != nil { // [3:6]
		c.mu.Lock()
		defer c.mu.Unlock()
		maps.Copy(rows, c.changed)
		c.changed = rows
	}
	return err
}

// A Store is slow, and down at first.
type Store struct{ calls int }

func (s *Store) Write(rows map[string]string) error {
	time.Sleep(10 * time.Millisecond)
	if s.calls++; s.calls == 1 {
		return errDown
	}
	var all []string
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		all = append(all, key+"="+rows[key])
	}
	slog.Info("written", "rows", strings.Join(all, " "))
	return nil
}

func main() {
	cache, store := &Cache{changed: map[string]string{}}, &Store{}
	stop := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() { // [4:15]
		ticker := time.NewTicker(50 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				if err := cache.Flush(store.Write); err != nil {
					slog.Info("not written", "why", err)
				}
			case <-stop:
				return
			}
		}
	})

	cache.Put("ann", "1")
	cache.Put("bob", "1")
	cache.Put("ann", "2")
	time.Sleep(55 * time.Millisecond)
	cache.Put("bob", "2") // while the first is being written
	time.Sleep(60 * time.Millisecond)
	cache.Put("cyd", "1")
	close(stop) // [4:3]
	writer.Wait()
	cache.Flush(store.Write)
}
