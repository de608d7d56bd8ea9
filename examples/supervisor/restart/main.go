package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var errGone = errors.New("the connection is gone")

// supervise starts it again whenever it ends, up to so many times.
func supervise(
	ctx context.Context, restarts int, service func(context.Context) error,
) error {
	pause := 10 * time.Millisecond
	for restart := range restarts + 1 { // [1]
		err := guarded(ctx, service)
		if err == nil { // [2:3]
			return nil
		}
		if ctx.Err() != nil || restart == restarts { // [3:3]
			return err
		}
		slog.Info("it failed, once more", "why", err)
		select { // [4:5]
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
		pause *= 2
	}
	panic("unreachable")
}

// guarded makes an error of a panic: one service must not take down all.
func guarded(ctx context.Context, service func(context.Context) error) (err error) { // [5:8]
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("%v", reason)
		}
	}()
	return service(ctx)
}

type Feed struct{ starts int }

// Serve loses its connection, then has a bug, and then goes well.
func (f *Feed) Serve(context.Context) error {
	f.starts++
	slog.Info("serving", "start", f.starts)
	time.Sleep(10 * time.Millisecond)
	switch f.starts {
	case 1:
		return errGone
	case 2:
		panic("no such key") // [5]
	}
	return nil
}

func hopeless(context.Context) error { return errGone }

func main() {
	ctx := context.Background()
	if supervise(ctx, 3, (&Feed{}).Serve) == nil {
		slog.Info("it has come to its end")
	}
	if err := supervise(ctx, 2, hopeless); err != nil { // [3:3]
		slog.Info("given up", "why", err)
	}
}
