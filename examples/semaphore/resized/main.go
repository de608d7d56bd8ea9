// A limit that changes while the program runs.
package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Limit struct {
	mu      sync.Mutex
	changed *sync.Cond
	most    int
	working int
}

func NewLimit(most int) *Limit {
	l := &Limit{most: most}
	l.changed = sync.NewCond(&l.mu)
	return l
}

// Acquire tells how many are at work now.
func (l *Limit) Acquire() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.working >= l.most { // [2:2]
		l.changed.Wait()
	}
	l.working++
	return l.working
}

func (l *Limit) Release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.working--
	l.changed.Signal()
}

func (l *Limit) Set(most int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.most = most // [1]
	l.changed.Broadcast()
}

func work(limit *Limit) {
	slog.Info("begun", "at_work", limit.Acquire())
	defer limit.Release()
	time.Sleep(20 * time.Millisecond)
	slog.Info("done")
}

func main() {
	limit := NewLimit(1)
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() { work(limit) })
		time.Sleep(time.Millisecond)
	}

	slog.Info("two at once") // [3:2]
	limit.Set(2)
	time.Sleep(17 * time.Millisecond)
	slog.Info("one at once") // [4:2]
	limit.Set(1)
	wg.Wait()
}
