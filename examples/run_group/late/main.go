// Who has not stopped in time is named, while the shutdown goes on.
package main

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type group struct {
	mu      sync.Mutex
	running map[string]bool // [1]
	all     sync.WaitGroup
}

func (g *group) start(ctx context.Context, name string, goodbye time.Duration) {
	g.running[name] = true
	g.all.Go(func() {
		<-ctx.Done()
		time.Sleep(goodbye)
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.running, name) // [2]
		slog.Info("stopped", "service", name)
	})
}

func (g *group) report() {
	g.mu.Lock()
	defer g.mu.Unlock()
	late := slices.Sorted(maps.Keys(g.running))
	slog.Info("not stopped in time", "services", strings.Join(late, " "))
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	services := &group{running: map[string]bool{}}
	services.start(ctx, "web", 10*time.Millisecond)
	services.start(ctx, "mail", 40*time.Millisecond)
	services.start(ctx, "store", 50*time.Millisecond)
	time.Sleep(10 * time.Millisecond)

	cancel()                                                      // [3]
	timer := time.AfterFunc(30*time.Millisecond, services.report) // [4:3]
	services.all.Wait()
	timer.Stop()
	slog.Info("all have stopped")
}
