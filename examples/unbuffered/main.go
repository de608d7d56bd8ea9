package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func sender(numbers chan<- int) {
	defer close(numbers) // [4]
	for number := range 3 {
		slog.Info("sending", "number", number)
		numbers <- number // Waits for the receiver. // [2]
		slog.Info("sent", "number", number)
	}
}

func main() {
	numbers := make(chan int) // [1]
	go sender(numbers)

	time.Sleep(10 * time.Millisecond)
	for number := range numbers { // [3]
		slog.Info("received", "number", number)
		time.Sleep(10 * time.Millisecond)
	}
}
