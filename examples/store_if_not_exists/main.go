package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

type Storage struct {
	mu      sync.Mutex
	storage map[string]string
}

func (s *Storage) StoreIfNotExists(key, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, exists := s.storage[key]; exists {
		slog.Info("element already exists")
		return
	}
	slog.Info("store element")
	s.storage[key] = value
}

func main() {
	storage := &Storage{storage: map[string]string{}}
	var wg sync.WaitGroup

	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			storage.StoreIfNotExists("key", "value")
		}()
	}

	wg.Wait()
}
