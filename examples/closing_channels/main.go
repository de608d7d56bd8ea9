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
		} // And it isn't closed. // [1]
	}()

	for number := range numbers { // [2:3]
		slog.Info("got", "number", number)
	}
	slog.Info("all done") // Never.
}
