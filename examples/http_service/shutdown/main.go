// An HTTP service that is told to stop: what is under way gets a grace period.
package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const grace = 500 * time.Millisecond

type service struct {
	underWay chan string
	jobs     sync.WaitGroup
}

// job takes as long as its path says.
func (s *service) job(w http.ResponseWriter, r *http.Request) {
	s.jobs.Add(1)
	defer s.jobs.Done()
	length, err := time.ParseDuration(r.PathValue("length"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.underWay <- r.PathValue("length")
	select { // [3:6]
	case <-time.After(length):
		io.WriteString(w, "done")
	case <-r.Context().Done():
		slog.Info("job given up")
	}
}

func get(url string) {
	response, err := http.Get(url)
	if err != nil {
		slog.Info("no answer")
		return
	}
	defer response.Body.Close()
	slog.Info("answer", "status", response.StatusCode)
}

func main() {
	s := &service{underWay: make(chan string)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /job/{length}", s.job)
	server := &http.Server{Handler: mux} // [1:6]
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go server.Serve(listener)

	url := "http://" + listener.Addr().String()
	var clients sync.WaitGroup
	for _, length := range []string{"10s", "200ms"} {
		clients.Go(func() { get(url + "/job/" + length) })
		<-s.underWay
	}

	slog.Info("stopping")
	ctx, cancel := context.WithTimeout(context.Background(), grace) // [2:5]
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		server.Close()
	}
	s.jobs.Wait() // [4]
	clients.Wait()
	slog.Info("stopped")
}
