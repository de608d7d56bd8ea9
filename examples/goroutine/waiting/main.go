package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func work() { // [1:4]
	time.Sleep(10 * time.Millisecond)
	slog.Info("the work is done")
}

func main() {
	var wg sync.WaitGroup // [3]

	wg.Go(work) // Add, go and Done in one. // [2]
	slog.Info("the work has started")
	wg.Wait() // [3]

	slog.Info("main returns")
}
