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

	looks := 0 // [2]
	for {
		looks++ // [2]
		select {
		case message := <-messages: // [3:3]
			slog.Info(message, "looks", looks)
			return
		default: // Nothing yet; and so it goes round and round. // [1]
		}
	}
}
