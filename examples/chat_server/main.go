// A chat server. What one client says goes to all; the first line is its name.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"golang.org/x/time/rate"

	_ "example.com/triopatterns/plainlog"
)

const (
	idle    = time.Second            // a client that says nothing for so long is cut
	room    = 4                      // lines that a client may be behind
	pace    = 100 * time.Millisecond // a client's lines, after a first burst
	burst   = 3
	backoff = 100 * time.Millisecond // before the store is tried again
	tries   = 3
	grace   = 500 * time.Millisecond // for the clients, when the server stops
)

// The hub

type member struct {
	name   string
	lines  chan string
	hangUp func()
}

// A hub owns the members: only the goroutine in run uses the map.
type hub struct {
	join, leave chan *member
	say         chan string
}

func newHub() *hub {
	return &hub{make(chan *member), make(chan *member), make(chan string)}
}

func (h *hub) run(ctx context.Context) { // [1]
	members := map[*member]bool{}
	for {
		select {
		case m := <-h.join:
			members[m] = true
		case m := <-h.leave:
			delete(members, m)
			close(m.lines)
		case line := <-h.say:
			for m := range members {
				select {
				case m.lines <- line:
				default: // [2:4]
					slog.Info("dropped, too slow", "name", m.name)
					delete(members, m)
					m.hangUp()
				}
			}
		case <-ctx.Done():
			return
		}
	}
}

// The store

type store interface {
	Save(ctx context.Context, line string) error
}

// archive saves the lines, one by one, and tries each of them a few times.
func archive(ctx context.Context, to store, lines <-chan string) {
	for line := range lines {
		wait := backoff
		for try := 1; ; try++ { // [3:16]
			err := to.Save(ctx, line)
			if err == nil {
				break
			}
			if try == tries {
				slog.Error("not saved", "line", line, "error", err)
				break
			}
			select {
			case <-time.After(wait):
			case <-ctx.Done():
				return
			}
			wait *= 2
		}
	}
}

// The server

type server struct {
	hub     *hub
	store   store
	archive chan string
}

// serve returns when ctx has ended, and the clients have left or the grace is over.
func (s *server) serve(ctx context.Context, listener net.Listener) {
	defer context.AfterFunc(ctx, func() { listener.Close() })()

	hubContext, stopHub := context.WithCancel(context.Background())
	var services sync.WaitGroup
	services.Go(func() { s.hub.run(hubContext) })
	services.Go(func() { archive(context.Background(), s.store, s.archive) })

	connections, cut := context.WithCancel(context.Background()) // [4:9]
	var clients sync.WaitGroup
	for {
		conn, err := listener.Accept()
		if err != nil {
			break
		}
		clients.Go(func() { s.handle(connections, conn) })
	}

	slog.Info("stopping")
	s.hub.say <- "* the server stops"
	defer time.AfterFunc(grace, cut).Stop() // [4:2]
	clients.Wait()
	cut()
	close(s.archive)
	stopHub()
	services.Wait()
	slog.Info("stopped")
}

// handle is the whole life of a client.
func (s *server) handle(ctx context.Context, conn net.Conn) {
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(idle))
	lines := bufio.NewScanner(conn)
	if !lines.Scan() {
		return
	}
	me := &member{lines.Text(), make(chan string, room), func() { conn.Close() }}
	s.hub.say <- "* " + me.name + " is here"
	s.hub.join <- me

	var writer sync.WaitGroup
	writer.Go(func() {
		defer conn.Close() // Or the reader would not hear of it.
		write(conn, me.lines)
	})
	s.read(ctx, conn, lines, me)
	s.hub.leave <- me
	// Or the writer might wait for its client.
	conn.Close() // [5:2]
	writer.Wait()
	s.hub.say <- "* " + me.name + " has left"
}

// read passes on what a client says, no faster than its pace.
func (s *server) read(ctx context.Context, conn net.Conn, lines *bufio.Scanner, me *member) {
	limiter := rate.NewLimiter(rate.Every(pace), burst)
	for {
		conn.SetReadDeadline(time.Now().Add(idle)) // [6:7]
		if !lines.Scan() {
			if errors.Is(lines.Err(), os.ErrDeadlineExceeded) {
				slog.Info("cut, silent for too long", "name", me.name)
			}
			return
		}
		if limiter.Wait(ctx) != nil { // [7:3]
			return
		}
		line := me.name + ": " + lines.Text()
		s.hub.say <- line
		s.archive <- line
	}
}

// write sends a client what is said, until the hub closes its channel.
func write(conn net.Conn, lines <-chan string) {
	for line := range lines {
		conn.SetWriteDeadline(time.Now().Add(idle))
		if _, err := fmt.Fprintln(conn, line); err != nil {
			return
		}
	}
}

// An evening in the room, in memory

// flaky is a store that fails twice for one line, and always for another.
type flaky struct{ calls map[string]int }

func (f *flaky) Save(_ context.Context, line string) error {
	f.calls[line]++
	if line == "ada: four" || line == "ada: two" && f.calls[line] < 3 {
		return errors.New("disk full")
	}
	slog.Info("saved", "line", line, "tries", f.calls[line])
	return nil
}

// pipes is a listener whose connections are pipes.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Addr() net.Addr { return nil }

func (p *pipes) Close() error {
	close(p.closed)
	return nil
}

type guest struct {
	name string
	conn net.Conn
}

func (p *pipes) enter(name string) *guest {
	here, there := net.Pipe()
	p.conns <- there
	fmt.Fprintln(here, name)
	return &guest{name, here}
}

func (g *guest) say(lines ...string) {
	for _, line := range lines {
		fmt.Fprintln(g.conn, line)
	}
}

// hear prints what is said, until the server hangs up, or says the last words.
func (g *guest) hear(last string) {
	lines := bufio.NewScanner(g.conn)
	for lines.Scan() {
		slog.Info("heard", "by", g.name, "line", lines.Text())
		if lines.Text() == last {
			break
		}
	}
	g.conn.Close()
	slog.Info("gone", "name", g.name)
}

func main() {
	listener := &pipes{make(chan net.Conn), make(chan struct{})}
	server := &server{newHub(), &flaky{map[string]int{}}, make(chan string, 100)}
	ctx, stop := context.WithCancel(context.Background())
	var evening sync.WaitGroup
	evening.Go(func() { server.serve(ctx, listener) })

	ada := listener.enter("ada")
	evening.Go(func() { ada.hear("* the server stops") })
	time.Sleep(50 * time.Millisecond)
	bob := listener.enter("bob")
	evening.Go(func() { bob.hear("") })
	time.Sleep(50 * time.Millisecond)
	ada.say("one", "two", "three", "four")
	time.Sleep(350 * time.Millisecond)
	listener.enter("eve") // who never reads
	time.Sleep(50 * time.Millisecond)
	bob.say("a", "b", "c")
	time.Sleep(50 * time.Millisecond)
	ada.say("five", "six", "seven")
	time.Sleep(850 * time.Millisecond)
	ada.say("eight")
	time.Sleep(400 * time.Millisecond)
	dan := listener.enter("dan") // who stays to the end
	evening.Go(func() { dan.hear("") })
	time.Sleep(50 * time.Millisecond)
	stop()
	evening.Wait()
}
