package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

func receive(numbers <-chan int) {
	number, ok := <-numbers // [1]
	if !ok {                // [2:4]
		slog.Info("the channel was closed")
		return
	}
	slog.Info("received", "number", number)
}

func main() {
	numbers := make(chan int, 1)
	numbers <- 0
	close(numbers)

	receive(numbers) // Gives 0, true. // [3]
	receive(numbers) // Gives 0, false. // [4]
}
