package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	done := make(chan struct{}) // [1]
	var wg sync.WaitGroup

	waiter := func(name string) { // [2:5]
		slog.Info("waiting", "waiter", name)
		<-done
		slog.Info("awake", "waiter", name)
	}

	for _, name := range []string{"first", "second", "third"} {
		wg.Go(func() { waiter(name) })
	}

	time.Sleep(10 * time.Millisecond)
	slog.Info("work is done")
	close(done) // [3]

	time.Sleep(10 * time.Millisecond)
	wg.Go(func() { waiter("latecomer") }) // A closed channel stays closed. // [4]
	wg.Wait()
}
