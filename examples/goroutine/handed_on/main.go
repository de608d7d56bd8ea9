package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func sendReceipt() {
	time.Sleep(10 * time.Millisecond)
	slog.Info("the receipt is sent")
}

// buy returns before the receipt is sent. The caller's group waits for it.
func buy(background *sync.WaitGroup) {
	background.Add(1)
	go func() {
		defer background.Done()
		sendReceipt()
	}()
	slog.Info("bought")
}

func main() {
	var background sync.WaitGroup

	buy(&background)
	slog.Info("back in main")
	background.Wait()

	slog.Info("main returns")
}
