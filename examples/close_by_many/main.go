package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type message struct {
	sender string
	number int
}

func sender(name string, pause time.Duration, messages chan<- message) { // [1:6]
	for number := range 2 {
		time.Sleep(pause)
		messages <- message{name, number}
	}
}

func main() {
	messages := make(chan message)
	var senders sync.WaitGroup // [2]

	for name, pause := range map[string]time.Duration{
		"slow":   25 * time.Millisecond,
		"steady": 15 * time.Millisecond,
		"quick":  10 * time.Millisecond,
	} {
		senders.Go(func() { sender(name, pause, messages) }) // [3]
	}
	go func() { // [2:4]
		senders.Wait()
		close(messages) // No sender may do it: another might still send.
	}()

	for m := range messages { // [4:3]
		slog.Info("received", "sender", m.sender, "number", m.number)
	}
	slog.Info("all senders are done")
}
