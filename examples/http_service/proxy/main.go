// A reverse proxy: it asks the backends in turn, and leaves out those that are down.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const between = 50 * time.Millisecond // two health checks

type backend struct{ name, url string }

type proxy struct {
	mu        sync.Mutex // [1:2]
	well, ill []backend
	restored  chan string
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for {
		b, ok := p.next()
		if !ok {
			http.Error(w, "nobody is there", http.StatusServiceUnavailable)
			return
		}
		body, err := fetch(r.Context(), b.url+r.URL.Path) // [2]
		if err == nil {
			w.Write(body)
			return
		}
		p.takeOut(b) // [3]
	}
}

func (p *proxy) next() (backend, bool) { // [4:10]
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.well) == 0 {
		return backend{}, false
	}
	b := p.well[0]
	p.well = append(p.well[1:], b)
	return b, true
}

func (p *proxy) takeOut(b backend) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.well, b)
	if i < 0 { // [5:3]
		return
	}
	slog.Info("taken out", "backend", b.name)
	p.well = slices.Delete(p.well, i, i+1)
	p.ill = append(p.ill, b)
}

func (p *proxy) check(ctx context.Context) {
	ticker := time.NewTicker(between) // [6:2]
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
		p.mu.Lock()
		ill := slices.Clone(p.ill)
		p.mu.Unlock()
		for _, b := range ill {
			if _, err := fetch(ctx, b.url+"/health"); err != nil {
				continue
			}
			p.mu.Lock()
			p.ill = slices.DeleteFunc(p.ill, func(other backend) bool { return other == b })
			p.well = append(p.well, b)
			p.mu.Unlock()
			p.restored <- b.name // [7]
		}
	}
}

func fetch(ctx context.Context, url string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= http.StatusInternalServerError {
		err = fmt.Errorf("status %d", response.StatusCode)
	}
	return body, err
}

func main() {
	var broken atomic.Bool
	p := &proxy{restored: make(chan string)}
	for _, name := range []string{"a", "b"} {
		server := httptest.NewServer(http.HandlerFunc(
			func(w http.ResponseWriter, _ *http.Request) {
				if name == "b" && broken.Load() {
					w.WriteHeader(http.StatusInternalServerError)
				}
				io.WriteString(w, name)
			}))
		defer server.Close()
		p.well = append(p.well, backend{name, server.URL})
	}
	front := httptest.NewServer(p)
	defer front.Close()

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go p.check(ctx) // [6]

	ask := func(times int) {
		for range times {
			body, err := fetch(ctx, front.URL+"/page")
			if err != nil {
				panic(err)
			}
			slog.Info("answer", "backend", string(body))
		}
	}
	ask(3)
	broken.Store(true)
	ask(3)
	broken.Store(false)
	slog.Info("restored", "backend", <-p.restored) // [7]
	ask(2)
}
