package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func later(seconds time.Duration, text string) <-chan string { // [1:8]
	result := make(chan string, 1)
	go func() {
		time.Sleep(seconds)
		result <- text
	}()
	return result
}

func main() {
	title := later(20*time.Millisecond, "Moby-Dick") // [2:2]
	text := later(50*time.Millisecond, "Call me Ishmael.")

	slog.Info("both are on their way")
	slog.Info("title", "title", <-title) // [3:2]
	slog.Info("text", "text", <-text)
}
