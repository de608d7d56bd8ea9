package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Hub hands each message to all who are here. The map belongs to one goroutine, the
// one that runs Run; the others send to it.
type Hub struct {
	register   chan chan string // [1:4]
	unregister chan chan string
	broadcast  chan string
	stop       chan struct{}
	done       chan struct{} // [6]
	members    map[chan string]bool
}

func NewHub() *Hub {
	return &Hub{
		register:   make(chan chan string), // [1:4]
		unregister: make(chan chan string),
		broadcast:  make(chan string),
		stop:       make(chan struct{}),
		done:       make(chan struct{}), // [6]
		members:    map[chan string]bool{},
	}
}

func (h *Hub) Run() { // [1:10]
	defer close(h.done) // [6]
	for {
		select {
		case inbox := <-h.register: // [2:2]
			h.members[inbox] = true
		case inbox := <-h.unregister: // [5:2]
			h.drop(inbox)
		case text := <-h.broadcast: // [3:10]
			for inbox := range h.members {
				select {
				case inbox <- text:
				default: // [4:3]
					slog.Info("dropped a slow member")
					h.drop(inbox)
				}
			}
		case <-h.stop: // [7:5]
			for inbox := range h.members {
				h.drop(inbox)
			}
			return
		}
	}
}

func (h *Hub) drop(inbox chan string) { // [5:6]
	if h.members[inbox] { // It may have been dropped already.
		delete(h.members, inbox)
		close(inbox)
	}
}

func (h *Hub) Leave(inbox chan string) { // [6:6]
	select {
	case h.unregister <- inbox:
	case <-h.done: // Nobody receives any more.
	}
}

func visit(hub *Hub, name string, room int, pace, stay time.Duration) {
	inbox := make(chan string, room) // [2:2]
	hub.register <- inbox
	defer slog.Info("left", "member", name)
	defer hub.Leave(inbox) // [5]

	enough := time.After(stay)
	for {
		select {
		case text, ok := <-inbox: // [3]
			if !ok {
				return
			}
			slog.Info("read", "member", name, "text", text)
			time.Sleep(pace)
		case <-enough:
			return
		}
	}
}

func main() {
	hub := NewHub()
	go hub.Run() // [1]

	var wg sync.WaitGroup
	wg.Go(func() { visit(hub, "ann", 2, 0, time.Second) })
	wg.Go(func() { visit(hub, "bob", 2, 0, 25*time.Millisecond) })
	wg.Go(func() { visit(hub, "slow", 1, 45*time.Millisecond, time.Second) })

	for _, text := range []string{"one", "two", "three"} {
		time.Sleep(10 * time.Millisecond)
		hub.broadcast <- text // [3]
	}
	time.Sleep(10 * time.Millisecond)
	close(hub.stop) // [7]
	wg.Wait()
}
