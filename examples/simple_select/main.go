package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	// Room for one value each, so that the slower one need not wait for a reader.
	ch1 := make(chan string, 1) // [1:2]
	ch2 := make(chan string, 1)

	go func() { // [2:4]
		time.Sleep(30 * time.Millisecond)
		ch1 <- "goroutine 1"
	}()
	go func() { // [2:4]
		time.Sleep(20 * time.Millisecond)
		ch2 <- "goroutine 2"
	}()

	select { // [3:6]
	case sender := <-ch1:
		slog.Info("hello", "sender", sender)
	case sender := <-ch2:
		slog.Info("hello", "sender", sender)
	}
}
