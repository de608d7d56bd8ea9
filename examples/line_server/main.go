// A server that doubles numbers: a line in, a line out. Each client has a goroutine.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strconv"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const (
	idle    = 400 * time.Millisecond // for how long a client may say nothing
	longest = 1024                   // bytes in a line
)

// handle answers one client, line by line.
func handle(conn net.Conn) error {
	lines := bufio.NewScanner(conn) // [2:2]
	lines.Buffer(nil, longest)
	for {
		conn.SetReadDeadline(time.Now().Add(idle)) // [3:4]
		if !lines.Scan() {
			return lines.Err() // nil when the client has left
		}
		number, err := strconv.Atoi(lines.Text())
		if err != nil {
			return err // [4]
		}
		if _, err := fmt.Fprintln(conn, 2*number); err != nil {
			return err
		}
	}
}

// serve has a goroutine for each connection, until the listener is closed.
func serve(listener net.Listener) {
	var clients sync.WaitGroup
	defer clients.Wait()
	for { // [1:9]
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		clients.Go(func() {
			defer conn.Close()
			report(handle(conn)) // [4]
		})
	}
}

func report(err error) { // [4:8]
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		slog.Info("cut: silent for too long")
	case err != nil:
		slog.Error("one client failed")
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	var server sync.WaitGroup
	server.Go(func() { serve(listener) })

	address := listener.Addr().String()
	silent, talker, failing := dial(address), dial(address), dial(address)
	talker.ask("21")
	failing.ask("many")
	talker.ask("4")
	talker.close()
	failing.close()
	silent.hear()
	silent.close()

	listener.Close() // [5:2]
	server.Wait()
	slog.Info("stopped")
}

// client is the other end: it sends a line, and prints what comes back.
type client struct {
	conn  net.Conn
	lines *bufio.Reader
}

func dial(address string) client { // [6:7]
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
