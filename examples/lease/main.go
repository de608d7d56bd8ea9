package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const (
	ttl   = 30 * time.Millisecond // How long a lease is good.
	pause = 10 * time.Millisecond // Between two renewals.
)

// A Store grants the lease, and after some renewals can't be reached.
type Store struct{ renewals int }

func (s *Store) Renew(ctx context.Context) error {
	select {
	case <-time.After(2 * time.Millisecond):
	case <-ctx.Done():
		return ctx.Err()
	}
	if s.renewals == 0 {
		return errors.New("unreachable")
	}
	s.renewals--
	return nil
}

func keep(ctx context.Context, store *Store, renewed chan<- time.Time) { // [1:20]
	for {
		asked := time.Now() // Before the request: the store may have granted it then. // [2]
		if err := store.Renew(ctx); err != nil {
			slog.Info("not renewed")
		} else {
			slog.Info("renewed")
			select {
			case renewed <- asked:
			case <-ctx.Done():
				return
			}
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

// lead works while it has the lease, and tells whether the work came to its end.
func lead(ctx context.Context, store *Store, work func(context.Context)) bool {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // [5]

	renewed := make(chan time.Time)
	go keep(ctx, store, renewed) // [1]

	done := make(chan struct{}) // [3:5]
	go func() {
		defer close(done)
		work(ctx)
	}()

	lost := time.NewTimer(ttl) // [4]
	defer lost.Stop()
	for {
		select {
		case asked := <-renewed: // [2:2]
			lost.Reset(time.Until(asked.Add(ttl)))
		case <-lost.C: // [4:4]
			cancel()
			<-done
			return false
		case <-done: // [5:2]
			return true
		}
	}
}

func longWork(ctx context.Context) {
	for step := 1; ; step++ {
		select {
		case <-time.After(20 * time.Millisecond):
			slog.Info("working", "step", step)
		case <-ctx.Done():
			slog.Info("the work is stopped")
			return
		}
	}
}

func shortWork(context.Context) { time.Sleep(15 * time.Millisecond) }

func main() {
	ctx := context.Background()
	slog.Info("led", "to_its_end", lead(ctx, &Store{renewals: 4}, longWork))
	slog.Info("led", "to_its_end", lead(ctx, &Store{renewals: 4}, shortWork))
}
