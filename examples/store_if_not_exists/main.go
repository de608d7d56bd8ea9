package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

type Storage struct {
	mu      sync.Mutex // [1]
	storage map[string]string
}

func (s *Storage) StoreIfNotExists(key, value string) {
	s.mu.Lock() // [1:2]
	defer s.mu.Unlock()
	if _, exists := s.storage[key]; exists { // [2:4]
		slog.Info("element already exists")
		return
	}
	slog.Info("store element")
	s.storage[key] = value // [3]
}

func main() {
	storage := &Storage{storage: map[string]string{}}
	var wg sync.WaitGroup

	for range 3 {
		wg.Go(func() { storage.StoreIfNotExists("key", "value") })
	}

	wg.Wait()
}
