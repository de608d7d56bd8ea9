package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func broadcast(words []string, readers ...chan<- string) { // [1:10] [6:10]
	for _, word := range words {
		for _, reader := range readers {
			reader <- word // The slowest reader sets the pace.
		}
	}
	for _, reader := range readers { // [2:3]
		close(reader)
	}
}

func read(name string, work time.Duration, words <-chan string) { // [3:6]
	for word := range words {
		slog.Info("heard", "reader", name, "word", word)
		time.Sleep(work)
	}
}

func main() {
	quick, slow := make(chan string), make(chan string)
	var wg sync.WaitGroup                                      // [4]
	wg.Go(func() { read("quick", 2*time.Millisecond, quick) }) // [4:2]
	wg.Go(func() { read("slow", 10*time.Millisecond, slow) })

	broadcast([]string{"ready", "steady", "go"}, quick, slow) // [5] [6]
	wg.Wait()                                                 // [4]
	slog.Info("all have heard it")
}
