package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type actor struct {
	execute   func() error
	interrupt func()
}

// A Group runs actors together: when the first returns, all are interrupted.
type Group struct{ actors []actor }

func (g *Group) Add(execute func() error, interrupt func()) { // [1:3]
	g.actors = append(g.actors, actor{execute, interrupt})
}

func (g *Group) Run() error {
	returned := make(chan error, len(g.actors))
	for _, a := range g.actors { // [2:3]
		go func() { returned <- a.execute() }()
	}
	err := <-returned // [3:4]
	for _, a := range g.actors {
		a.interrupt()
	}
	for range len(g.actors) - 1 { // [4:3]
		<-returned
	}
	return err
}

func serve(ctx context.Context, name string) error {
	slog.Info("up", "component", name)
	<-ctx.Done()
	slog.Info("down", "component", name)
	return nil
}

func watchDisk(ctx context.Context) error {
	select {
	case <-time.After(30 * time.Millisecond):
		return errors.New("the disk is full")
	case <-ctx.Done():
		return nil
	}
}

func main() {
	var group Group
	for _, name := range []string{"http", "metrics"} {
		ctx, cancel := context.WithCancel(context.Background())
		group.Add(func() error { return serve(ctx, name) }, cancel) // [1]
	}
	ctx, cancel := context.WithCancel(context.Background())
	group.Add(func() error { return watchDisk(ctx) }, cancel) // [1]

	slog.Info("all are down", "why", group.Run()) // [5]
}
