package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	messages := make(chan string)

	close(messages)
	close(messages)
	slog.Info("closed") // Never.
}
