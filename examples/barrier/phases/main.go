package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func phase(name string, pace time.Duration, parts int) { // [1:10]
	var wg sync.WaitGroup
	for part := range parts {
		wg.Go(func() {
			time.Sleep(time.Duration(part+1) * pace)
			slog.Info(name, "part", part)
		})
	}
	wg.Wait() // [2]
}

func main() {
	for _, name := range []string{"reading", "sorting"} { // [3:4]
		phase(name, 10*time.Millisecond, 3)
		slog.Info("all parts are done", "phase", name)
	}
}
