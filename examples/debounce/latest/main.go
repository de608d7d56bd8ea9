package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func show(latest <-chan int) { // [1:5]
	for percent := range latest {
		slog.Info("shown", "percent", percent)
		time.Sleep(22 * time.Millisecond)
	}
}

func main() {
	latest := make(chan int, 1) // [2]
	go show(latest)

	for percent := 10; percent <= 70; percent += 10 {
		select { // Only the last one counts. // [3:5]
		case <-latest:
		default:
		}
		latest <- percent
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(30 * time.Millisecond)
}
