package main

import (
	"log/slog"
	"runtime"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

const count = 10_000

func main() {
	before := runtime.NumGoroutine()
	release := make(chan struct{})
	var begun, ended sync.WaitGroup
	for range count { // [1:7]
		begun.Add(1)
		ended.Go(func() {
			begun.Done()
			<-release
		})
	}
	begun.Wait()
	slog.Info("all wait", "count", runtime.NumGoroutine()-before) // [2]
	close(release)                                                // [3:2]
	ended.Wait()
	slog.Info("all ended")
}
