package main

import (
	"context"
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	ctx, cancel := context.WithCancel(context.Background()) // [1:2]
	cancel()

	answers := make(chan string, 1)
	taken := 0
	for range 1_000 {
		select { // Make sure that an answer is there, too. // [2:4]
		case answers <- "an answer":
		default:
		}

		select { // Both are ready: one of them, at random. // [3:5]
		case <-answers:
			taken++
		case <-ctx.Done():
		}
	}
	slog.Info("answers taken after the cancellation", "taken", taken)
}
