// A session that expires. Its clock is handed in, so that a test can move it.
package main

import (
	"log/slog"
	"testing"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type clock interface{ Now() time.Time } // [1]

type session struct {
	clock   clock // [1]
	expires time.Time
}

func login(clock clock, lasts time.Duration) *session {
	return &session{clock, clock.Now().Add(lasts)} // [2]
}

func (s *session) valid() bool {
	return s.clock.Now().Before(s.expires) // [2]
}

// fakeClock stands still until it is moved.
type fakeClock struct{ now time.Time } // [3:5]

func (c *fakeClock) Now() time.Time { return c.now }

func (c *fakeClock) advance(d time.Duration) { c.now = c.now.Add(d) }

func TestSession(t *testing.T) {
	clock := &fakeClock{time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)} // [3]
	session := login(clock, time.Minute)
	clock.advance(59 * time.Second) // [4]
	slog.Info("after 59 s", "valid", session.valid())
	clock.advance(time.Second) // [4]
	slog.Info("after 60 s", "valid", session.valid())
}

func main() {
	all := func(string, string) (bool, error) { return true, nil }
	testing.Main(all, []testing.InternalTest{
		{Name: "TestSession", F: TestSession},
	}, nil, nil)
}
