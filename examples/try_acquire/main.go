package main

import (
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	_ "example.com/triopatterns/plainlog"
)

type Server struct{ places *semaphore.Weighted }

func (s *Server) Handle(request int) {
	if !s.places.TryAcquire(1) { // [2]
		slog.Info("busy, come back later", "request", request) // [3:2]
		return
	}
	defer s.places.Release(1) // [4]

	slog.Info("handling", "request", request)
	time.Sleep(25 * time.Millisecond)
	slog.Info("handled", "request", request)
}

func main() {
	server := &Server{places: semaphore.NewWeighted(2)} // [1]
	var wg sync.WaitGroup

	for request := range 4 {
		wg.Go(func() { server.Handle(request) })
		time.Sleep(10 * time.Millisecond)
	}

	wg.Wait()
}
