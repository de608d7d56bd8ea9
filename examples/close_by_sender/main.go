package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func sender(words chan<- string) {
	defer close(words) // After the last send, by the one who sends.
	for _, word := range []string{"one", "two", "three"} {
		words <- word
		slog.Info("sent", "word", word)
	}
	slog.Info("closing")
}

func main() {
	words := make(chan string, 3)
	go sender(words)

	time.Sleep(10 * time.Millisecond)
	// Long closed, but nothing in it is lost.
	for word := range words {
		slog.Info("received", "word", word)
	}
	slog.Info("nothing left")
}
