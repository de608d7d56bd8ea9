package main

import (
	"errors"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var errClosed = errors.New("the connection is closed")

// A server that is away at first, and restarts after two lines.
type server struct{ dials int }

type conn struct{ left int }

func (s *server) dial() (*conn, error) {
	s.dials++
	if s.dials == 1 {
		return nil, errors.New("connection refused")
	}
	return &conn{left: 2}, nil
}

func (c *conn) send(line string) error {
	time.Sleep(5 * time.Millisecond)
	if c.left == 0 {
		return errClosed
	}
	c.left--
	slog.Info("sent", "line", line)
	return nil
}

func (c *conn) close() { slog.Info("hung up") }

// ship sends line after line, and dials when it has no connection.
func ship(lines <-chan string, s *server) {
	var c *conn // [1]
	for line := range lines {
		for sent := false; !sent; { // [2]
			if c == nil {
				c = connect(s) // [3]
			}
			if err := c.send(line); err != nil {
				c.close()
				c = nil // [4]
				continue
			}
			sent = true
		}
	}
	if c != nil {
		c.close() // [5]
	}
}

func connect(s *server) *conn {
	for pause := 10 * time.Millisecond; ; pause *= 2 {
		c, err := s.dial()
		if err == nil {
			return c
		}
		slog.Info("no server", "error", err)
		time.Sleep(pause)
	}
}

func main() {
	lines := make(chan string, 10) // [6]
	for _, line := range []string{"a", "b", "c"} {
		lines <- line
	}
	close(lines)
	ship(lines, &server{})
}
