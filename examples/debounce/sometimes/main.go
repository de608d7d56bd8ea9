package main

import (
	"log/slog"
	"time"

	"golang.org/x/time/rate"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	sometimes := rate.Sometimes{Interval: 25 * time.Millisecond} // [1]
	for line := range 8 {
		sometimes.Do(func() { slog.Info("still here", "line", line) }) // [2]
		time.Sleep(10 * time.Millisecond)
	}
}
