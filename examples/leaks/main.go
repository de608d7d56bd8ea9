// The losers of a race wait for ever to send an answer that nobody reads.
package main

import (
	"bytes"
	"log/slog"
	"regexp"
	"runtime"
	"runtime/pprof"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// first gives the first of three answers. The others stay in their send.
func first() int {
	answers := make(chan int)
	for answer := range 3 { // [1:3]
		go func() { answers <- answer }()
	}
	return <-answers // [2]
}

// waiting says how many goroutines stand in one place, and in which function.
func waiting() (count, function string) {
	var profile bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&profile, 1); err != nil {
		panic(err)
	}
	largest := regexp.MustCompile(`(?s)\n(\d+) @ .*?\.(first[\w.]*)\+`)
	found := largest.FindSubmatch(profile.Bytes())
	return string(found[1]), string(found[2])
}

func main() {
	before := runtime.NumGoroutine() // [3]
	for range 100 {
		first()
	}
	time.Sleep(10 * time.Millisecond)
	slog.Info("leaked", "count", runtime.NumGoroutine()-before) // [3:3]
	count, function := waiting()
	slog.Info("found", "count", count, "in", function)
}
