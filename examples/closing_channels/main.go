package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	numbers := make(chan int)

	go func() {
		for number := range 3 {
			numbers <- number
		} // And it isn't closed.
	}()

	for number := range numbers {
		slog.Info("got", "number", number)
	}
	slog.Info("all done") // Never.
}
