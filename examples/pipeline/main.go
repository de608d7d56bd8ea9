package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func generate(count int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		defer slog.Info("stage over", "stage", "generate")
		for number := 1; number <= count; number++ {
			out <- number
		}
	}()
	return out
}

func square(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		defer slog.Info("stage over", "stage", "square")
		for number := range in {
			time.Sleep(5 * time.Millisecond)
			out <- number * number
		}
	}()
	return out
}

func main() {
	for result := range square(generate(3)) {
		slog.Info("got result", "result", result)
	}
	slog.Info("no more results")
}
