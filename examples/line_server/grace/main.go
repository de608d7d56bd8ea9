// A line server that is told to stop: a grace period for those who are there.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const grace = 300 * time.Millisecond

// handle works for one client. Each line is a job that takes a while.
func handle(conn net.Conn) {
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Fprintln(conn, "working on", lines.Text())
		time.Sleep(50 * time.Millisecond)
		fmt.Fprintln(conn, "done with", lines.Text())
	}
}

// serve has a goroutine for each connection, until the listener is closed; it returns
// when all have ended, and cuts those that are left when cut is done.
func serve(cut context.Context, listener net.Listener) {
	var clients sync.WaitGroup // [2:2]
	defer clients.Wait()
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		clients.Go(func() {
			defer conn.Close()
			stop := context.AfterFunc(cut, func() { conn.SetDeadline(time.Now()) }) // [3:2]
			defer stop()
			handle(conn)
		})
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	cut, cancel := context.WithCancel(context.Background())
	defer cancel()
	var server sync.WaitGroup
	server.Go(func() { serve(cut, listener) })

	address := listener.Addr().String()
	busy, idle := dial(address), dial(address)
	busy.ask("the report")

	listener.Close() // [1]
	slog.Info("stopping")
	timer := time.AfterFunc(grace, cancel) // [3:2]
	defer timer.Stop()

	if late, err := net.Dial("tcp", address); err != nil { // [4]
		slog.Info("a late client was refused")
	} else {
		late.Close()
	}
	busy.hear()
	busy.close()
	idle.hear()
	idle.close()
	server.Wait()
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
