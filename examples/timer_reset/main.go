package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func chat(words chan<- string) {
	for _, word := range []string{"hello", "how are you", "bye"} {
		time.Sleep(20 * time.Millisecond)
		words <- word
	}
}

func main() {
	words := make(chan string)
	go chat(words)

	idle := time.NewTimer(30 * time.Millisecond) // [1:2]
	defer idle.Stop()
	for {
		select {
		case word := <-words: // [2:2]
			slog.Info("heard", "word", word)
			idle.Reset(30 * time.Millisecond) // [3]
		case <-idle.C: // [4:2]
			slog.Info("silence")
			return
		}
	}
}
