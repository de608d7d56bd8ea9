package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var prices = []int{3, 5}

// handle recovers in the goroutine itself: nobody else can.
func handle(item int) {
	defer func() { // [1:5]
		if reason := recover(); reason != nil {
			slog.Error("this request failed", "item", item)
		}
	}()
	time.Sleep(time.Duration(item+1) * 10 * time.Millisecond)
	slog.Info("answered", "item", item, "price", prices[item]) // [2]
}

func main() {
	var wg sync.WaitGroup

	for _, item := range []int{0, 2, 1} {
		wg.Go(func() { handle(item) })
	}

	wg.Wait()
	slog.Info("the server goes on") // [3]
}
