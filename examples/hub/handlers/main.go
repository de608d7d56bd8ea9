// An event bus whose subscribers are functions: each gets one event after the other.
package main

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Bus struct {
	mu       sync.Mutex
	inboxes  map[string][]chan string
	handlers sync.WaitGroup
}

func (b *Bus) On(topic string, handle func(text string) error) {
	inbox := make(chan string, 10) // [1:4]
	b.mu.Lock()
	b.inboxes[topic] = append(b.inboxes[topic], inbox)
	b.mu.Unlock()
	b.handlers.Go(func() { // [2:7]
		for text := range inbox {
			if err := handle(text); err != nil { // [3:3]
				slog.Info("a handler failed", "why", err)
			}
		}
	})
}

func (b *Bus) Publish(topic, text string) { // [4:11]
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, inbox := range b.inboxes[topic] {
		select {
		case inbox <- text:
		default:
			slog.Info("dropped", "text", text)
		}
	}
}

// Close lets the handlers finish what they have, and waits for them.
func (b *Bus) Close() {
	b.mu.Lock()
	for _, inboxes := range b.inboxes { // [5:5]
		for _, inbox := range inboxes {
			close(inbox)
		}
	}
	b.mu.Unlock()
	b.handlers.Wait() // [5]
}

func mail(text string) error {
	time.Sleep(20 * time.Millisecond)
	slog.Info("mailed", "order", text)
	return nil
}

func book(text string) error {
	time.Sleep(5 * time.Millisecond)
	if text == "b" {
		return errors.New("out of stock")
	}
	slog.Info("booked", "order", text)
	return nil
}

func main() {
	bus := &Bus{inboxes: map[string][]chan string{}}
	bus.On("order", mail)
	bus.On("order", book)
	for _, order := range []string{"a", "b", "c"} {
		bus.Publish("order", order)
	}
	slog.Info("published")
	bus.Close()
	slog.Info("all is done")
}
