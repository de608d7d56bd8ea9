package main

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type entry struct { // [2:5]
	ready chan struct{} // Closed when there is a page, or an error.
	page  string
	err   error
}

// A Memo loads each page once, and keeps it.
type Memo struct {
	mu      sync.Mutex // [1:2]
	entries map[string]*entry
}

func (m *Memo) Get(name string) (string, error) {
	m.mu.Lock()
	e := m.entries[name]
	if e == nil { // [3:14]
		e = &entry{ready: make(chan struct{})}
		m.entries[name] = e
		m.mu.Unlock()

		e.page, e.err = load(name)
		if e.err != nil { // [4:5]
			m.mu.Lock()
			delete(m.entries, name)
			m.mu.Unlock()
		}
		close(e.ready)
	} else {
		m.mu.Unlock()
		<-e.ready // [5]
	}
	return e.page, e.err
}

var failedOnce bool

func load(name string) (string, error) {
	slog.Info("loading", "page", name)
	time.Sleep(20 * time.Millisecond)
	if name == "news" && !failedOnce {
		failedOnce = true
		return "", errors.New("no answer")
	}
	return "the page " + name, nil
}

func main() {
	memo := &Memo{entries: map[string]*entry{}}
	var wg sync.WaitGroup
	get := func(name string) {
		wg.Go(func() {
			page, err := memo.Get(name)
			if err != nil {
				slog.Info("failed", "page", name)
				return
			}
			slog.Info("got it", "text", page)
		})
	}

	get("home")
	time.Sleep(10 * time.Millisecond)
	get("home") // It is being loaded.
	time.Sleep(20 * time.Millisecond)
	get("home") // It is there.
	time.Sleep(10 * time.Millisecond)
	get("news") // This fails,
	time.Sleep(30 * time.Millisecond)
	get("news") // and is tried again.
	wg.Wait()
}
