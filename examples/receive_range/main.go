package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func countdown(numbers chan<- int) {
	defer close(numbers) // [1]
	for number := 3; number > 0; number-- {
		time.Sleep(10 * time.Millisecond)
		numbers <- number
	}
}

func main() {
	numbers := make(chan int)
	go countdown(numbers)

	first := <-numbers // [2]
	slog.Info("received one", "number", first)
	for number := range numbers { // [3:3]
		slog.Info("received in the loop", "number", number)
	}
	slog.Info("the channel was closed")
}
