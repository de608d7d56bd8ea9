package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

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

func fetch(url string) (string, error) { // [1:9]
	response, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func main() {
	server := newServer()
	defer server.Close()
	paths := []string{"/sbg", "/gra", "/bhs"}

	// A place for each, as nothing comes back from a goroutine. // [4:12]
	pages := make([]string, len(paths))
	errs := make([]error, len(paths))
	var wg sync.WaitGroup
	for i, path := range paths {
		wg.Go(func() {
			pages[i], errs[i] = fetch(server.URL + path)
		})
	}
	wg.Wait()

	for i, page := range pages {
		if errs[i] != nil {
			slog.Error("no answer", "error", errs[i])
			continue
		}
		slog.Info("fetched", "page", page)
	}
}
