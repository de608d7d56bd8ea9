package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A suspicion grows with each witness: the more there are, the sooner it is a fact.
type suspicion struct {
	began     time.Time
	witnesses time.Duration
	timer     *time.Timer
}

func suspect(node string) *suspicion {
	return &suspicion{
		began:     time.Now(),
		witnesses: 1,
		timer: time.AfterFunc(80*time.Millisecond, func() { // [1]
			slog.Info("dead", "node", node) // [2]
		}),
	}
}

func (s *suspicion) confirm() {
	s.witnesses++
	at := s.began.Add(80 * time.Millisecond / s.witnesses)
	s.timer.Reset(time.Until(at)) // [3]
}

func (s *suspicion) refute() bool {
	return s.timer.Stop() // [4]
}

func main() {
	ann, bob := suspect("ann"), suspect("bob")
	time.Sleep(10 * time.Millisecond)
	ann.confirm()
	time.Sleep(10 * time.Millisecond)
	slog.Info("alive", "node", "bob", "refuted", bob.refute())
	time.Sleep(30 * time.Millisecond)
}
