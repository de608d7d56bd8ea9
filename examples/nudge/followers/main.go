package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Log is copied to its followers, and each goes at its own pace.
type Log struct {
	mu      sync.Mutex
	entries []string
	copied  map[string]int
	changed chan struct{}
}

// look gives the entries from a number on, and what is closed at the next change.
func (l *Log) look(from int) ([]string, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.entries[from:], l.changed
}

func (l *Log) change(how func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	how()
	close(l.changed) // [2:2]
	l.changed = make(chan struct{})
}

func (l *Log) add(entry string) (number int) {
	l.change(func() {
		l.entries = append(l.entries, entry) // [1]
		number = len(l.entries)
	})
	return number
}

func (l *Log) follow(ctx context.Context, name string, takes time.Duration) {
	for next := 0; ; { // [3]
		fresh, changed := l.look(next)
		if len(fresh) == 0 {
			select {
			case <-changed: // [4]
			case <-ctx.Done():
				return
			}
			continue
		}
		time.Sleep(takes) // [5]
		next += len(fresh)
		slog.Info("copied", "to", name, "entries", len(fresh))
		l.change(func() { l.copied[name] = next })
	}
}

// committed waits until two of the three have the entry: we, and a follower.
func (l *Log) committed(number int) {
	for {
		l.mu.Lock()
		have, changed := 1, l.changed
		for _, copied := range l.copied {
			if copied >= number {
				have++
			}
		}
		l.mu.Unlock()
		if have >= 2 { // [6]
			return
		}
		<-changed
	}
}

func main() {
	l := &Log{copied: make(map[string]int), changed: make(chan struct{})}
	ctx, cancel := context.WithCancel(context.Background())
	var followers sync.WaitGroup
	followers.Go(func() { l.follow(ctx, "near", 10*time.Millisecond) })
	followers.Go(func() { l.follow(ctx, "far", 45*time.Millisecond) })

	for _, entry := range []string{"x=1", "y=2", "x=3"} {
		l.committed(l.add(entry))
		slog.Info("committed", "entry", entry)
	}
	time.Sleep(80 * time.Millisecond)
	cancel()
	followers.Wait()
}
