package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func handle(done func()) {
	defer done()
	slog.Info("handled")
	done() // Early, so that nobody waits for the tidying up; and then once more.
	time.Sleep(time.Millisecond)
}

func main() {
	var wg sync.WaitGroup

	wg.Add(1)
	go handle(wg.Done)

	wg.Wait()
	time.Sleep(100 * time.Millisecond)
	slog.Info("the server goes on") // Never.
}
