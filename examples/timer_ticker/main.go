package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func timerTicker(timerDuration, tickerDuration time.Duration) {
	timer := time.NewTimer(timerDuration) // [1:2]
	defer timer.Stop()
	ticker := time.NewTicker(tickerDuration) // [2:2]
	defer ticker.Stop()

	for {
		select {
		case <-timer.C: // [3:3]
			slog.Info("Time to say goodbye")
			return
		case <-ticker.C: // [4:2]
			slog.Info("Hello from ticker")
		}
	}
}

func main() {
	timerTicker(55*time.Millisecond, 10*time.Millisecond)
}
