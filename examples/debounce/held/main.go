package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func waitUp(changes <-chan bool, hold time.Duration) { // [1:15]
	var held <-chan time.Time
	for {
		select {
		case up := <-changes:
			held = nil
			if up {
				held = time.After(hold)
			}
		case <-held:
			return
		}
	}
}

func main() {
	changes := make(chan bool)
	go func() {
		for i, pause := range []time.Duration{10, 5, 10, 5, 10} { // [2:5]
			time.Sleep(pause * time.Millisecond)
			slog.Info("the link", "up", i%2 == 0)
			changes <- i%2 == 0
		}
	}()
	waitUp(changes, 30*time.Millisecond)      // [1]
	slog.Info("the link is up, and stays so") // [3]
}
