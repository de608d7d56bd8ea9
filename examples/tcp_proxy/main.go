// A proxy: what comes from one side goes to the other, and so does each end.
package main

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

// pump copies until the source ends, and then says so to the sink.
func pump(sink, source *net.TCPConn) error { // [1:6]
	if _, err := io.Copy(sink, source); err != nil {
		return errors.Join(err, sink.Close(), source.Close()) // [4]
	}
	return sink.CloseWrite() // [2]
}

func proxy(client *net.TCPConn, backend string) {
	defer client.Close() // [5]
	conn, err := net.Dial("tcp", backend)
	if err != nil {
		slog.Error("the backend is not there")
		return
	}
	server := conn.(*net.TCPConn)
	defer server.Close() // [5]

	var both sync.WaitGroup // [3:4]
	both.Go(func() { _ = pump(server, client) })
	both.Go(func() { _ = pump(client, server) })
	both.Wait()
}

// shout answers when it has read all, and not before.
func shout(conn *net.TCPConn) { // [6:7]
	defer conn.Close()
	text, err := io.ReadAll(conn)
	if err == nil {
		conn.Write(bytes.ToUpper(text))
	}
}

// ask sends a text and its end, and prints what comes back until the other end.
func ask(address, text string) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	io.WriteString(conn, text)
	conn.(*net.TCPConn).CloseWrite()
	answer, err := io.ReadAll(conn)
	if err != nil || len(answer) == 0 {
		answer = []byte("none")
	}
	slog.Info("asked", "text", text, "answer", string(answer))
}

func listen() *net.TCPListener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	return listener.(*net.TCPListener)
}

func serve(listener *net.TCPListener, handle func(*net.TCPConn)) {
	var clients sync.WaitGroup
	defer clients.Wait()
	for {
		conn, err := listener.AcceptTCP()
		if err != nil {
			return
		}
		clients.Go(func() { handle(conn) })
	}
}

func main() {
	backend, front := listen(), listen()
	var servers sync.WaitGroup
	servers.Go(func() { serve(backend, shout) })
	servers.Go(func() {
		serve(front, func(client *net.TCPConn) { proxy(client, backend.Addr().String()) })
	})

	ask(front.Addr().String(), "hello")
	backend.Close()
	ask(front.Addr().String(), "again")

	front.Close()
	servers.Wait()
	slog.Info("all done")
}
