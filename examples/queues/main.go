package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func unbounded(in <-chan int) <-chan int { // [1:26]
	out := make(chan int)
	go func() {
		defer close(out)
		var queue []int
		for in != nil || len(queue) > 0 {
			var ready chan<- int // Nil while there is nothing to hand out.
			var next int
			if len(queue) > 0 {
				ready, next = out, queue[0]
			}
			select {
			case value, ok := <-in:
				if !ok {
					in = nil
					continue
				}
				queue = append(queue, value)
			case ready <- next:
				queue = queue[1:]
			}
		}
	}()
	return out
}

func main() {
	in := make(chan int)
	out := unbounded(in)

	for value := range 5 { // [2:3]
		in <- value
	}
	slog.Info("all are put in, and nobody has waited")
	close(in)

	for value := range out { // [3:4]
		time.Sleep(10 * time.Millisecond)
		slog.Info("worked on", "value", value)
	}
}
