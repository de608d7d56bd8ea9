package main

import (
	"log/slog"
	"sync"
	"sync/atomic"

	_ "example.com/triopatterns/plainlog"
)

type Connection struct{ closed atomic.Bool } // [1]

func (c *Connection) Close() {
	if c.closed.CompareAndSwap(false, true) { // [2]
		slog.Info("closing") // [3]
	} else {
		slog.Info("closed already")
	}
}

func main() {
	var connection Connection
	var wg sync.WaitGroup

	for range 3 {
		wg.Go(connection.Close)
	}

	wg.Wait()
}
