package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	numbers := make(chan int, 1)
	numbers <- 0
	close(numbers)

	slog.Info("received", "number", <-numbers) // This one was sent. // [1]
	slog.Info("received", "number", <-numbers) // This one was not. // [2]
}
