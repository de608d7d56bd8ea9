package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func firstMessage() string {
	fast := make(chan string) // [1:4]
	defer close(fast)
	slow := make(chan string)
	defer close(slow)

	go func() {
		time.Sleep(10 * time.Millisecond)
		fast <- "hello from the fast one"
	}()
	go func() { // [3:4]
		time.Sleep(20 * time.Millisecond)
		slow <- "hello from the slow one"
	}()

	select { // [2:6]
	case message := <-fast:
		return message
	case message := <-slow:
		return message
	}
}

func main() {
	slog.Info(firstMessage())

	time.Sleep(100 * time.Millisecond)
	slog.Info("the server goes on") // Never.
}
