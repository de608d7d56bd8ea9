package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func say(pause time.Duration, text string, messages chan<- string) {
	defer close(messages) // It is not alone. // [1]
	time.Sleep(pause)
	messages <- text // [2]
}

func main() {
	messages := make(chan string)
	go say(10*time.Millisecond, "hello from the fast one", messages) // [3:2]
	go say(20*time.Millisecond, "hello from the slow one", messages)

	for message := range messages { // [4:3]
		slog.Info(message)
	}
	time.Sleep(100 * time.Millisecond)
	slog.Info("all done") // Never.
}
