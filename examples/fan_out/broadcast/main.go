package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func broadcast(words []string, readers ...chan<- string) {
	for _, word := range words {
		for _, reader := range readers {
			reader <- word // The slowest reader sets the pace.
		}
	}
	for _, reader := range readers {
		close(reader)
	}
}

func read(name string, work time.Duration, words <-chan string) {
	for word := range words {
		slog.Info("heard", "reader", name, "word", word)
		time.Sleep(work)
	}
}

func main() {
	quick, slow := make(chan string), make(chan string)
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		read("quick", 2*time.Millisecond, quick)
	}()
	go func() {
		defer wg.Done()
		read("slow", 10*time.Millisecond, slow)
	}()

	broadcast([]string{"ready", "steady", "go"}, quick, slow)
	wg.Wait()
	slog.Info("all have heard it")
}
