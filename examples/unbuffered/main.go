package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func sender(numbers chan<- int) {
	defer close(numbers)
	for number := range 3 {
		slog.Info("sending", "number", number)
		numbers <- number // Waits for the receiver.
		slog.Info("sent", "number", number)
	}
}

func main() {
	numbers := make(chan int)
	go sender(numbers)

	time.Sleep(10 * time.Millisecond)
	for number := range numbers {
		slog.Info("received", "number", number)
		time.Sleep(10 * time.Millisecond)
	}
}
