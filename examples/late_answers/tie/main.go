package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

func find() bool { return true }

func firstAnswer(finders ...func() bool) bool {
	answers := make(chan bool, len(finders))
	defer close(answers)

	for _, find := range finders {
		go func() { answers <- find() }()
	}

	return <-answers
}

func main() {
	// Two that are equally fast. Mostly it goes well; so try until it doesn't.
	for range 1_000_000 {
		firstAnswer(find, find)
	}
	slog.Info("got all results") // Never.
}
