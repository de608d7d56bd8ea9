package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

func find() bool { return true } // [1]

func firstAnswer(finders ...func() bool) bool {
	answers := make(chan bool, len(finders))
	defer close(answers) // [2]

	for _, find := range finders {
		go func() { answers <- find() }() // [2]
	}

	return <-answers
}

func main() {
	// Two that are equally fast. Mostly it goes well; so try until it doesn't.
	for range 1_000_000 { // [3]
		firstAnswer(find, find)
	}
	slog.Info("got all results") // Never.
}
