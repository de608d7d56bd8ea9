package main

import (
	"errors"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func newFetch() func() (string, error) { // [1:11]
	calls := 0
	return func() (string, error) {
		calls++
		slog.Info("calling", "call", calls)
		if calls < 4 {
			return "", errors.New("refused")
		}
		return "welcome", nil
	}
}

func retry(try func() (string, error)) (string, error) { // [2:14]
	pause := 100 * time.Millisecond
	for attempt := 1; ; attempt++ {
		page, err := try()
		if err == nil || attempt == 5 {
			return page, err
		}
		slog.Info("it failed", "attempt", attempt) // [3]
		time.Sleep(pause)
		pause = min(2*pause, 300*time.Millisecond)
	}
}

func main() {
	page, err := retry(newFetch())
	slog.Info("got it", "text", page, "failed", err != nil)
}
