package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Search begins when nobody has typed for a while.
type Search struct {
	mu    sync.Mutex
	text  string
	timer *time.Timer
}

func (s *Search) Type(text string) { // [1:11]
	s.mu.Lock()
	defer s.mu.Unlock()
	slog.Info("typed", "text", text)
	s.text = text
	if s.timer == nil {
		s.timer = time.AfterFunc(25*time.Millisecond, s.run)
	} else {
		s.timer.Reset(25 * time.Millisecond)
	}
}

func (s *Search) run() { // [2:5]
	s.mu.Lock()
	defer s.mu.Unlock()
	slog.Info("searching", "text", s.text)
}

func main() {
	search := &Search{}
	for _, text := range []string{"m", "mo", "mob"} { // [3:4]
		search.Type(text)
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(30 * time.Millisecond)
	search.Type("moby")
	time.Sleep(40 * time.Millisecond)
}
