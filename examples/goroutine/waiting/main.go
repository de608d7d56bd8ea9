package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func work() {
	time.Sleep(10 * time.Millisecond)
	slog.Info("the work is done")
}

func main() {
	var wg sync.WaitGroup

	wg.Go(work) // Add, go and Done in one.
	slog.Info("the work has started")
	wg.Wait()

	slog.Info("main returns")
}
