// One port for two servers: the first byte says to which of them a connection goes.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const patience = 400 * time.Millisecond // for the first byte

// peeked is a connection of which something has been read, which comes again.
type peeked struct { // [1:6]
	net.Conn
	reader *bufio.Reader
}

func (p peeked) Read(data []byte) (int, error) { return p.reader.Read(data) }

// A branch is a listener whose connections come over a channel.
type branch struct { // [2:14]
	net.Listener
	conns  chan net.Conn
	closed chan struct{}
}

func (b branch) Accept() (net.Conn, error) {
	select {
	case conn := <-b.conns:
		return conn, nil
	case <-b.closed:
		return nil, net.ErrClosed
	}
}

type mux struct {
	root             net.Listener
	closed           chan struct{}
	numbers, strings branch
}

func newMux(root net.Listener) *mux {
	closed := make(chan struct{})
	numbers := branch{root, make(chan net.Conn), closed}
	strings := branch{root, make(chan net.Conn), closed}
	return &mux{root, closed, numbers, strings}
}

func (m *mux) run() {
	var conns sync.WaitGroup
	defer conns.Wait()
	defer close(m.closed)
	for {
		conn, err := m.root.Accept()
		if err != nil {
			return
		}
		conns.Go(func() { m.sort(conn) })
	}
}

func (m *mux) sort(conn net.Conn) {
	reader := bufio.NewReader(conn)
	conn.SetReadDeadline(time.Now().Add(patience)) // [3:6]
	first, err := reader.Peek(1)
	if err != nil {
		slog.Info("cut: silent for too long")
		conn.Close()
		return
	}
	conn.SetReadDeadline(time.Time{})
	to := m.strings
	if '0' <= first[0] && first[0] <= '9' {
		to = m.numbers
	}
	select { // [4:5]
	case to.conns <- peeked{conn, reader}:
	case <-m.closed:
		conn.Close()
	}
}

// double and greet are the two servers, each with a listener of its own.
func double(line string) string {
	number, _ := strconv.Atoi(line)
	return strconv.Itoa(2 * number)
}

func greet(line string) string { return line + " to you" }

func serve(listener net.Listener, answer func(string) string) { // [5:16]
	var clients sync.WaitGroup
	defer clients.Wait()
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		clients.Go(func() {
			defer conn.Close()
			for lines := bufio.NewScanner(conn); lines.Scan(); {
				fmt.Fprintln(conn, answer(lines.Text()))
			}
		})
	}
}

func main() {
	root, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	m := newMux(root)
	var servers sync.WaitGroup
	servers.Go(m.run)
	servers.Go(func() { serve(m.numbers, double) })
	servers.Go(func() { serve(m.strings, greet) })

	address := root.Addr().String()
	silent, clerk, guest := dial(address), dial(address), dial(address)
	clerk.ask("21")
	guest.ask("hello")
	clerk.ask("4")
	clerk.close()
	guest.close()
	silent.hear()
	silent.close()

	root.Close()
	servers.Wait()
	slog.Info("stopped")
}

// client is the other end: it sends a line, and prints what comes back.
type client struct {
	conn  net.Conn
	lines *bufio.Reader
}

func dial(address string) client {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		panic(err)
	}
	return client{conn, bufio.NewReader(conn)}
}

func (c client) ask(line string) {
	fmt.Fprintln(c.conn, line)
	c.hear()
}

func (c client) hear() {
	line, err := c.lines.ReadString('\n')
	if errors.Is(err, io.EOF) {
		slog.Info("the server hung up")
		return
	}
	slog.Info("heard", "line", line[:len(line)-1])
}

func (c client) close() { c.conn.Close() }
