// On SIGTERM a server takes no more jobs, gives those that it has a grace period,
// and cancels the rest.
package main

import (
	"context"
	"log/slog"
	"os/signal"
	"sync"
	"syscall"
	"time"

	_ "example.com/triopatterns/plainlog"
)

const grace = 250 * time.Millisecond

// poll waits for news; told that the server stops, it says goodbye in 50 ms.
func poll(ctx, stopping context.Context) {
	select {
	case <-stopping.Done():
		time.Sleep(50 * time.Millisecond)
		slog.Info("job done", "job", "poll")
	case <-ctx.Done(): // [6:2]
		slog.Info("job given up", "job", "poll")
	}
}

// export takes its time, whoever waits for it.
func export(ctx, _ context.Context) {
	select {
	case <-time.After(10 * time.Second):
		slog.Info("job done", "job", "export")
	case <-ctx.Done(): // [6:2]
		slog.Info("job given up", "job", "export")
	}
}

type job struct {
	name string
	run  func(ctx, stopping context.Context)
}

// serve runs jobs until SIGTERM, and then at most for the grace period.
func serve(incoming <-chan job, closed chan<- struct{}) {
	stopping, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM) // [1]
	defer stop()
	ctx, cancel := context.WithCancel(context.Background()) // [2:3]
	defer cancel()
	var jobs sync.WaitGroup
	for { // [1:10]
		select {
		case job := <-incoming:
			slog.Info("job taken", "job", job.name)
			jobs.Go(func() { job.run(ctx, stopping) })
			continue
		case <-stopping.Done():
		}
		break
	}
	stop() // A second SIGTERM ends the process at once. // [3]
	slog.Info("stopping")
	close(closed)                          // [4]
	timer := time.AfterFunc(grace, cancel) // [5:3]
	defer timer.Stop()
	jobs.Wait()
}

func main() {
	incoming := make(chan job)
	closed := make(chan struct{})
	var clients sync.WaitGroup
	clients.Go(func() {
		incoming <- job{"poll", poll}
		incoming <- job{"export", export}
		<-closed // [4:6]
		select {
		case incoming <- job{"late", poll}:
		default:
			slog.Info("job refused", "job", "late")
		}
	})

	serve(incoming, closed)
	clients.Wait()
	slog.Info("bye")
}
