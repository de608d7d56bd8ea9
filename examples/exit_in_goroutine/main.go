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
	os.Exit(3) // The process is gone; no deferred call runs, here or elsewhere. // [1]
}

func main() {
	defer slog.Info("cleaning up") // Never. // [2]
	go watch()
	time.Sleep(100 * time.Millisecond) // [3:2]
	slog.Info("all done")
}
