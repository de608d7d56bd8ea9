// A hub that gives each member a while to take a message.
package main

import (
	"log/slog"
	"slices"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const patience = 10 * time.Millisecond

type member struct {
	inbox chan string
	gone  chan struct{}
	leave func()
}

type Hub struct {
	publishing sync.Mutex // [1]

	mu      sync.Mutex
	members []*member
}

func (h *Hub) Join() *member {
	m := &member{inbox: make(chan string), gone: make(chan struct{})}
	m.leave = sync.OnceFunc(func() { close(m.gone) })
	h.mu.Lock()
	defer h.mu.Unlock()
	h.members = append(h.members, m)
	return m
}

func (h *Hub) Publish(text string) {
	h.publishing.Lock() // [1:2]
	defer h.publishing.Unlock()
	h.mu.Lock()
	members := slices.Clone(h.members) // [2]
	h.mu.Unlock()
	for _, m := range members {
		select { // [3:5]
		case m.inbox <- text:
		case <-m.gone:
			slog.Info("somebody has left meanwhile", "text", text)
			h.drop(m)
		case <-time.After(patience): // [4:3]
			slog.Info("dropped a slow member", "text", text)
			h.drop(m)
		}
	}
}

func (h *Hub) Close() {
	h.mu.Lock()
	members := slices.Clone(h.members)
	h.mu.Unlock()
	for _, m := range members {
		h.drop(m)
	}
}

func (h *Hub) drop(m *member) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.members = slices.DeleteFunc(h.members, func(other *member) bool { return other == m })
	m.leave()
}

func visit(hub *Hub, name string, pace, stay time.Duration) {
	m := hub.Join()
	defer m.leave()
	end := time.After(stay)
	for {
		select {
		case text := <-m.inbox:
			slog.Info("read", "member", name, "text", text)
			time.Sleep(pace)
		case <-m.gone:
			return
		case <-end:
			return
		}
	}
}

func main() {
	hub := &Hub{}
	var visits sync.WaitGroup
	visits.Go(func() { visit(hub, "ann", 0, time.Second) })
	time.Sleep(10 * time.Millisecond)
	visits.Go(func() { visit(hub, "slow", 45*time.Millisecond, time.Second) })
	time.Sleep(10 * time.Millisecond)
	visits.Go(func() { visit(hub, "bob", 0, 26*time.Millisecond) }) // [5]

	for _, text := range []string{"one", "two", "three"} {
		time.Sleep(10 * time.Millisecond)
		hub.Publish(text)
	}
	time.Sleep(10 * time.Millisecond)
	hub.Close()
	visits.Wait()
}
