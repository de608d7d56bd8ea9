package main

import (
	"log/slog"
	"time"

	"golang.org/x/sync/semaphore"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	memory := semaphore.NewWeighted(30) // [1]

	slog.Info("asked", "megabytes", 20, "got", memory.TryAcquire(20)) // [2]
	slog.Info("asked", "megabytes", 20, "got", memory.TryAcquire(20))
	slog.Info("asked", "megabytes", 10, "got", memory.TryAcquire(10))
	time.Sleep(10 * time.Millisecond)
	memory.Release(20) // [3]
	slog.Info("asked", "megabytes", 20, "got", memory.TryAcquire(20))
}
