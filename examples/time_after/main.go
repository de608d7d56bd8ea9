package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func answerAfter(delay time.Duration) <-chan string {
	answers := make(chan string, 1) // Room for an answer that nobody waits for any more. // [3:5]
	go func() {
		time.Sleep(delay)
		answers <- "hello"
	}()
	return answers
}

func ask(delay time.Duration) {
	select {
	case answer := <-answerAfter(delay): // [1:2]
		slog.Info("got answer", "answer", answer)
	case <-time.After(20 * time.Millisecond): // [2:2]
		slog.Info("too slow")
	}
}

func main() {
	ask(10 * time.Millisecond)
	ask(50 * time.Millisecond)
}
