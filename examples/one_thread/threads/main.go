// GOMAXPROCS: how many goroutines run at the same time.
package main

import (
	"log/slog"
	"runtime"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	// 0 asks, and changes nothing: the processors, or the container's CPU limit.
	slog.Info("goroutines at once", "limit", runtime.GOMAXPROCS(0)) // [1]
	runtime.GOMAXPROCS(1)                                           // [2:2]
	slog.Info("goroutines at once", "limit", runtime.GOMAXPROCS(0))
}
