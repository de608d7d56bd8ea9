package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// put leaves room for the newest by dropping the oldest. There must be one sender only.
func put(ring chan int, value int) { // [2:11]
	for {
		select {
		case ring <- value:
			return
		default:
		}
		select {
		case old := <-ring:
			slog.Info("dropped", "value", old)
		default: // The reader was faster.
		}
	}
}

func main() {
	ring := make(chan int, 3) // [1]
	for value := range 5 {    // [3:3]
		put(ring, value)
	}
	close(ring)

	for value := range ring { // [4:4]
		time.Sleep(10 * time.Millisecond)
		slog.Info("worked on", "value", value)
	}
}
