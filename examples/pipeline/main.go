package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func generate(count int) <-chan int { // [6]
	out := make(chan int) // [1]
	go func() {           // [2]
		defer close(out) // [4]
		defer slog.Info("stage over", "stage", "generate")
		for number := 1; number <= count; number++ {
			out <- number
		}
	}()
	return out
}

func square(in <-chan int) <-chan int { // [7]
	out := make(chan int) // [1] [8]
	go func() {           // [2] [8]
		defer close(out) // [4] [8]
		defer slog.Info("stage over", "stage", "square")
		for number := range in { // [3:4]
			time.Sleep(5 * time.Millisecond)
			out <- number * number
		}
	}()
	return out
}

func main() {
	for result := range square(generate(3)) { // [5:3]
		slog.Info("got result", "result", result)
	}
	slog.Info("no more results")
}
