package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func sendReceipt() { // [1:4]
	time.Sleep(10 * time.Millisecond)
	slog.Info("the receipt is sent")
}

// buy returns before the receipt is sent. The caller's group waits for it.
func buy(background *sync.WaitGroup) { // [2]
	background.Go(sendReceipt) // [3]
	slog.Info("bought")
}

func main() {
	var background sync.WaitGroup // [4]

	buy(&background) // [2]
	slog.Info("back in main")
	background.Wait() // [4]

	slog.Info("main returns")
}
