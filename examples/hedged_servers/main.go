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
	"golang.org/x/sync/errgroup"
)

const (
	requests   = 100
	atOnce     = 10
	usual      = 5 * time.Millisecond
	slow       = 200 * time.Millisecond
	hedgeAfter = 50 * time.Millisecond
)

// Two servers hold the same. Each is slow one time in ten, and not at the same times.
type cluster struct {
	servers []*httptest.Server
	asked   atomic.Int64 // [1]
}

func newCluster() *cluster {
	c := &cluster{}
	for number := range 2 {
		c.servers = append(c.servers, httptest.NewServer(http.HandlerFunc(
			func(w http.ResponseWriter, request *http.Request) {
				c.asked.Add(1) // [1]
				var n int
				fmt.Sscanf(request.URL.Path, "/%d", &n)
				takes := usual // [2:9]
				if (n+5*number)%10 == 0 {
					takes = slow
				}
				select {
				case <-time.After(takes):
					io.WriteString(w, "yes")
				case <-request.Context().Done():
				}
			},
		)))
	}
	return c
}

func (c *cluster) close() {
	for _, server := range c.servers {
		server.Close()
	}
}

func (c *cluster) fetch(ctx context.Context, server, n int) error {
	url := fmt.Sprintf("%s/%d", c.servers[server].URL, n)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil) // [3]
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.ReadAll(response.Body)
	return err
}

func (c *cluster) first(n int) error {
	return c.fetch(context.Background(), 0, n)
}

// hedged asks the second server too when the first has not answered in time.
func (c *cluster) hedged(n int) error { // [4:28]
	ctx, cancel := context.WithCancel(context.Background()) // [3]
	results := make(chan error, len(c.servers))
	var wg sync.WaitGroup // [3:3]
	defer wg.Wait()
	defer cancel()

	timer := time.NewTimer(0)
	var err error
	for started, ended := 0, 0; ended < len(c.servers); {
		select {
		case <-timer.C:
			server := started
			wg.Go(func() { results <- c.fetch(ctx, server, n) })
			if started++; started < len(c.servers) {
				timer.Reset(hedgeAfter)
			}
		case err = <-results:
			if err == nil {
				return nil
			}
			if ended++; ended == started && started < len(c.servers) {
				timer.Reset(0)
			}
		}
	}
	return err
}

// report says how long the requests took, and how many it took.
func (c *cluster) report(title string, ask func(n int) error) {
	c.asked.Store(0)
	took := make([]time.Duration, requests)
	var group errgroup.Group // [5:10]
	group.SetLimit(atOnce)
	for n := range requests {
		group.Go(func() error {
			start := time.Now()
			err := ask(n)
			took[n] = time.Since(start)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		slog.Error("an error occurred", "error", err)
		return
	}

	slices.Sort(took)
	percentile := func(percent int) int64 {
		return took[requests*percent/100].Milliseconds()
	}
	slog.Info(title, "p50", percentile(50), "p80", percentile(80),
		"p95", percentile(95), "p99", percentile(99), "asked", c.asked.Load())
}

func main() {
	c := newCluster()
	defer c.close()
	c.report("one server", c.first)
	c.report("hedged", c.hedged)
}
