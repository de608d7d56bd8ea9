package main

import (
	"log/slog"
	"os"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func watch() {
	time.Sleep(10 * time.Millisecond)
	slog.Error("the disk is full")
	os.Exit(3) // The process is gone; no deferred call runs, here or elsewhere.
}

func main() {
	defer slog.Info("cleaning up") // Never.
	go watch()
	time.Sleep(100 * time.Millisecond)
	slog.Info("all done")
}
