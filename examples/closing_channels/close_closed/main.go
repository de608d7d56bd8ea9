package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	messages := make(chan string)

	close(messages)     // [1]
	close(messages)     // [2]
	slog.Info("closed") // Never. // [3]
}
