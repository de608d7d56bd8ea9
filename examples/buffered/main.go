package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func burst(numbers chan<- int) {
	defer close(numbers) // [4]
	for number := range 5 {
		numbers <- number // [2]
		slog.Info("sent", "number", number)
	}
}

func main() {
	numbers := make(chan int, 3) // [1]
	go burst(numbers)

	for range 5 {
		time.Sleep(10 * time.Millisecond)          // The receiver is slow.
		slog.Info("received", "number", <-numbers) // [3]
	}
}
