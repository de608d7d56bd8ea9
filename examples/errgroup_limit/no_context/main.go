package main

import (
	"errors"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	var group errgroup.Group // Without a context: nothing is cancelled. // [1]

	group.Go(func() error { // [2:4]
		time.Sleep(10 * time.Millisecond)
		return errors.New("the disk is full")
	})
	group.Go(func() error { // [2:4]
		time.Sleep(20 * time.Millisecond)
		return errors.New("the network is down")
	})
	group.Go(func() error { // [2:5]
		time.Sleep(30 * time.Millisecond)
		slog.Info("this one is done all the same")
		return nil
	})

	if err := group.Wait(); err != nil { // [3:3]
		slog.Error("an error occurred", "error", err)
	}
}
