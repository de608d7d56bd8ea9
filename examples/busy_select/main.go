package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	messages := make(chan string)
	go func() {
		time.Sleep(20 * time.Millisecond)
		messages <- "hello"
	}()

	looks := 0
	for {
		looks++
		select {
		case message := <-messages:
			slog.Info(message, "looks", looks)
			return
		default: // Nothing yet; and so it goes round and round.
		}
	}
}
