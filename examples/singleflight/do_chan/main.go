package main

import (
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	_ "example.com/triopatterns/plainlog"
)

var flights singleflight.Group // [1]

func fetch() (any, error) {
	slog.Info("fetching")
	time.Sleep(50 * time.Millisecond)
	return "welcome", nil
}

func visit(visitor string, patience time.Duration) {
	select {
	case result := <-flights.DoChan("home", fetch): // [2:2]
		slog.Info("got it", "visitor", visitor, "text", result.Val)
	case <-time.After(patience): // [3:2]
		slog.Info("gave up", "visitor", visitor)
	}
}

func main() {
	var wg sync.WaitGroup

	wg.Go(func() { visit("patient", 100*time.Millisecond) })
	time.Sleep(10 * time.Millisecond)
	wg.Go(func() { visit("hasty", 20*time.Millisecond) })

	wg.Wait()
}
