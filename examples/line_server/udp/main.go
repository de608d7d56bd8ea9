// UDP: a server that answers datagrams, and a client that asks until it gets one.
package main

import (
	"log/slog"
	"net"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const patience = 400 * time.Millisecond

// serve answers every datagram, but for the first, which is lost.
func serve(conn net.PacketConn) {
	buffer := make([]byte, 1024) // [1]
	for lost := true; ; lost = false {
		n, client, err := conn.ReadFrom(buffer) // [2:4]
		if err != nil {
			return
		}
		if lost {
			continue
		}
		conn.WriteTo(append([]byte("hello "), buffer[:n]...), client) // [3]
	}
}

func ask(server net.Addr, name string) {
	conn, err := net.Dial("udp", server.String()) // [4]
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	buffer := make([]byte, 1024)
	for {
		conn.Write([]byte(name))
		conn.SetReadDeadline(time.Now().Add(patience)) // [5:6]
		n, err := conn.Read(buffer)
		if err == nil {
			slog.Info("heard", "answer", string(buffer[:n]))
			return
		}
		slog.Info("no answer: once more", "name", name)
	}
}

func main() {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0") // [6]
	if err != nil {
		panic(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		serve(conn)
	}()

	ask(conn.LocalAddr(), "ann")
	ask(conn.LocalAddr(), "bob")
	conn.Close() // [7:2]
	<-done
	slog.Info("stopped")
}
