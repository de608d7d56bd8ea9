package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

var prices = []int{3, 5}

func work(item int, done chan struct{}) {
	defer func() { // [2:5]
		if reason := recover(); reason != nil {
			slog.Error("an error occurred", "error", reason)
		}
	}()

	// [1]
	slog.Info("got a price", "price", prices[item])
	close(done) // Not reached after a panic. // [3]
}

func main() {
	done := make(chan struct{})
	go work(2, done)
	// [4]
	<-done
	slog.Info("all done") // Never.
}
