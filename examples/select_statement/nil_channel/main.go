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
	news := every(20*time.Millisecond, "rain", "sun")
	mail := every(15*time.Millisecond, "bill", "card", "form")

	for news != nil || mail != nil {
		select {
		case word, ok := <-news:
			if !ok {
				news = nil // Never ready again.
				continue
			}
			slog.Info("news", "word", word)
		case word, ok := <-mail:
			if !ok {
				mail = nil
				continue
			}
			slog.Info("mail", "word", word)
		}
	}
	slog.Info("both have ended")
}
