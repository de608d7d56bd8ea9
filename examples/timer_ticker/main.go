package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func timerTicker(timerDuration, tickerDuration time.Duration) {
	timer := time.NewTimer(timerDuration)
	defer timer.Stop()
	ticker := time.NewTicker(tickerDuration)
	defer ticker.Stop()

	for {
		select {
		case <-timer.C:
			slog.Info("Time to say goodbye")
			return
		case <-ticker.C:
			slog.Info("Hello from ticker")
		}
	}
}

func main() {
	timerTicker(55*time.Millisecond, 10*time.Millisecond)
}
