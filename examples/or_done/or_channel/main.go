package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func or(channels ...<-chan struct{}) <-chan struct{} { // [1:22]
	switch len(channels) {
	case 0:
		return nil
	case 1:
		return channels[0]
	}
	orDone := make(chan struct{})
	go func() {
		defer close(orDone)
		select {
		case <-channels[0]:
		case <-channels[1]:
		case <-or(append(channels[2:], orDone)...):
		}
	}()
	return orDone
}

func closedAfter(d time.Duration) <-chan struct{} { // [2:5]
	closed := make(chan struct{})
	time.AfterFunc(d, func() { close(closed) })
	return closed
}

func main() {
	<-or( // [3:5]
		closedAfter(200*time.Millisecond),
		closedAfter(30*time.Millisecond),
		closedAfter(100*time.Millisecond),
	)
	slog.Info("one of them is closed")
}
