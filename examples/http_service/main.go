// An HTTP service: each request has a limit, and ends when its client goes away.
package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const limit = 300 * time.Millisecond // for each request

var (
	started = make(chan struct{})
	givenUp = make(chan struct{})
)

func greet(w http.ResponseWriter, r *http.Request) { // [1:4]
	time.Sleep(10 * time.Millisecond)
	io.WriteString(w, "hello "+r.PathValue("name"))
}

// slow looks for something, for as long as its request lives.
func slow(w http.ResponseWriter, r *http.Request) {
	select { // [2:6]
	case <-time.After(10 * time.Second):
		io.WriteString(w, "found")
	case <-r.Context().Done():
		http.Error(w, "too slow", http.StatusGatewayTimeout)
	}
}

// export is slow, too, and logs what becomes of it.
func export(w http.ResponseWriter, r *http.Request) {
	close(started)
	select { // [3:6]
	case <-time.After(10 * time.Second):
		io.WriteString(w, "exported")
	case <-r.Context().Done():
		slog.Info("export given up")
	}
	close(givenUp)
}

func limited(handler http.HandlerFunc) http.HandlerFunc { // [2:7]
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), limit)
		defer cancel()
		handler(w, r.WithContext(ctx))
	}
}

func get(ctx context.Context, url string) { // [5:14]
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		panic(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		slog.Info("no answer")
		return
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	slog.Info("answer", "status", response.StatusCode, "length", len(body))
}

func main() {
	mux := http.NewServeMux() // [1:4]
	mux.HandleFunc("GET /hello/{name}", limited(greet))
	mux.HandleFunc("GET /slow", limited(slow))
	mux.HandleFunc("GET /export", export)
	server := httptest.NewServer(mux) // [4:2]
	defer server.Close()

	get(context.Background(), server.URL+"/hello/ann")
	get(context.Background(), server.URL+"/slow")

	ctx, cancel := context.WithCancel(context.Background()) // [3:7]
	go func() {
		<-started
		cancel()
	}()
	get(ctx, server.URL+"/export")
	<-givenUp
	slog.Info("all done")
}
