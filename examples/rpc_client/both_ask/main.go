// Both sides ask, and answer, on one connection.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

var errShutdown = errors.New("the connection has ended")

type Peer struct {
	conn    net.Conn
	handle  func(*Peer, string) string
	news    chan string // [4]
	writing sync.Mutex
	closed  chan struct{}

	mu      sync.Mutex
	pending map[string]chan string
	last    int
}

func newPeer(conn net.Conn, handle func(*Peer, string) string) *Peer {
	return &Peer{conn: conn, handle: handle, news: make(chan string, 10),
		closed: make(chan struct{}), pending: map[string]chan string{}}
}

func (p *Peer) Ask(text string) (string, error) {
	answer := make(chan string, 1)
	p.mu.Lock()
	p.last++
	number := fmt.Sprint(p.last)
	p.pending[number] = answer
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		delete(p.pending, number)
		p.mu.Unlock()
	}()
	p.write("ask", number, text)
	select {
	case text := <-answer:
		return text, nil
	case <-p.closed:
		return "", errShutdown
	}
}

func (p *Peer) Tell(text string) { p.write("tell", "0", text) }

func (p *Peer) Close() { p.conn.Close() } // [5]

func (p *Peer) write(kind, number, text string) { // [1:5]
	p.writing.Lock()
	defer p.writing.Unlock()
	fmt.Fprintln(p.conn, kind, number, text)
}

func (p *Peer) Run() {
	for lines := bufio.NewScanner(p.conn); lines.Scan(); {
		line := strings.SplitN(lines.Text(), " ", 3)
		kind, number, text := line[0], line[1], line[2]
		switch kind {
		case "ask":
			go func() { p.write("answer", number, p.handle(p, text)) }() // [2]
		case "tell":
			select { // [4:5]
			case p.news <- text:
			default:
				p.conn.Close()
			}
		case "answer":
			p.mu.Lock()
			answer := p.pending[number]
			p.mu.Unlock()
			if answer != nil {
				answer <- text
			}
		}
	}
	p.conn.Close()
	close(p.news)
	close(p.closed)
}

// Answers a question with one of its own.
func greeter(client *Peer, question string) string {
	if question == "think" {
		<-client.closed
		return "too late"
	}
	client.Tell("one moment")
	time.Sleep(10 * time.Millisecond)
	name, err := client.Ask("what is your name?") // [3]
	if err != nil {
		return err.Error()
	}
	client.Tell("nearly there")
	return "hello, " + name
}

func visitor(_ *Peer, question string) string {
	slog.Info("was asked", "question", question)
	return "gopher"
}

func main() {
	here, there := net.Pipe()
	client, server := newPeer(here, visitor), newPeer(there, greeter)
	var running sync.WaitGroup
	running.Go(server.Run)
	running.Go(client.Run)
	running.Go(func() {
		for text := range client.news {
			slog.Info("was told", "text", text)
		}
	})

	answer, _ := client.Ask("greet me")
	time.Sleep(10 * time.Millisecond)
	slog.Info("was answered", "answer", answer)
	running.Go(func() {
		if _, err := client.Ask("think"); err != nil {
			slog.Info("failed", "why", err)
		}
	})
	time.Sleep(10 * time.Millisecond)
	client.Close()
	running.Wait()
}
