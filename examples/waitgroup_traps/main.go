package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func handle(done func()) {
	defer done() // [2]
	slog.Info("handled")
	done() // Early, so that nobody waits for the tidying up; and then once more. // [2]
	time.Sleep(time.Millisecond)
}

func main() {
	var wg sync.WaitGroup

	wg.Add(1) // [1:2]
	go handle(wg.Done)

	wg.Wait() // [3:3]
	time.Sleep(100 * time.Millisecond)
	slog.Info("the server goes on") // Never.
}
