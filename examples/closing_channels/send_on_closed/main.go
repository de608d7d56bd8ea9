package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	messages := make(chan string, 1)
	close(messages) // [1]

	// [2]
	messages <- "hello"
	slog.Info("sent") // Never. // [3]
}
