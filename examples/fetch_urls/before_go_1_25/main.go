package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

// newServer starts a server that answers nobody before three have asked.
func newServer() *httptest.Server {
	var asked sync.WaitGroup
	asked.Add(3)
	return httptest.NewServer(http.HandlerFunc(
		func(w http.ResponseWriter, request *http.Request) {
			asked.Done()
			asked.Wait()
			io.WriteString(w, "this is "+request.URL.Path)
		},
	))
}

func fetch(url string, wg *sync.WaitGroup) { // [1:15]
	defer wg.Done() // [2]
	response, err := http.Get(url)
	if err != nil {
		slog.Error("no answer", "error", err)
		return
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		slog.Error("half an answer", "error", err)
		return
	}
	slog.Info("fetched", "status", response.StatusCode, "body", string(body))
}

func main() {
	server := newServer()
	defer server.Close()

	var wg sync.WaitGroup // [2]
	for _, path := range []string{"/sbg", "/gra", "/bhs"} {
		wg.Add(1)                      // [2]
		go fetch(server.URL+path, &wg) // [3]
	}

	wg.Wait() // [2]
	slog.Info("all of them are there")
}
