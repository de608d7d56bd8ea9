package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func every(pause time.Duration, words ...string) <-chan string {
	channel := make(chan string)
	go func() {
		defer close(channel)
		for _, word := range words {
			time.Sleep(pause)
			channel <- word
		}
	}()
	return channel
}

func main() {
	news := every(20*time.Millisecond, "rain", "sun") // [1:2]
	mail := every(15*time.Millisecond, "bill", "card", "form")

	for news != nil || mail != nil { // [2]
		select {
		case word, ok := <-news:
			if !ok {
				news = nil // Never ready again. // [3]
				continue
			}
			slog.Info("news", "word", word) // [4]
		case word, ok := <-mail:
			if !ok {
				mail = nil // [3]
				continue
			}
			slog.Info("mail", "word", word) // [4]
		}
	}
	slog.Info("both have ended")
}
