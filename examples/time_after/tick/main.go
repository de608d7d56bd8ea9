package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	ticks := 0
	for range time.Tick(10 * time.Millisecond) { // [1]
		ticks++
		slog.Info("tick", "number", ticks)
		if ticks == 3 { // [2:3]
			break // Nobody stops the ticker: the collector takes it.
		}
		time.Sleep(4 * time.Millisecond) // The next tick is no later for this. // [3]
	}
	slog.Info("that is enough")
}
