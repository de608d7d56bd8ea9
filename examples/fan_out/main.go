package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func generate(count int) <-chan int { // [1:10]
	out := make(chan int)
	go func() {
		defer close(out)
		for number := range count {
			out <- number
		}
	}()
	return out
}

func square(in <-chan int) <-chan int { // [2:11]
	out := make(chan int)
	go func() {
		defer close(out)
		for number := range in {
			time.Sleep(10 * time.Millisecond)
			out <- number * number
		}
	}()
	return out
}

func merge(channels ...<-chan int) <-chan int { // [4:16]
	out := make(chan int)
	var wg sync.WaitGroup
	for _, channel := range channels {
		wg.Go(func() {
			for value := range channel {
				out <- value
			}
		})
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

func main() {
	numbers := generate(4)
	left, right := square(numbers), square(numbers) // Fan-out: each takes what it can. // [3]
	for result := range merge(left, right) {        // Fan-in. // [5:3]
		slog.Info("got result", "result", result)
	}
	slog.Info("no more results")
}
