package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func sender(words chan<- string) {
	defer close(words) // After the last send, by the one who sends. // [1]
	for _, word := range []string{"one", "two", "three"} {
		words <- word // [2:2]
		slog.Info("sent", "word", word)
	}
	slog.Info("closing")
}

func main() {
	words := make(chan string, 3)
	go sender(words)

	time.Sleep(10 * time.Millisecond)
	// Long closed, but nothing in it is lost.
	for word := range words { // [3:3]
		slog.Info("received", "word", word)
	}
	slog.Info("nothing left")
}
