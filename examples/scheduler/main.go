// A scheduler: jobs at times of the day, added and removed while it sleeps.
package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type job struct {
	name string
	at   time.Time
}

// scheduler is owned by the goroutine of run; the others talk to it over channels.
type scheduler struct { // [1:4]
	add    chan job
	remove chan string
	stop   chan struct{}
}

func (s *scheduler) run() {
	jobs := make(map[string]job)
	for {
		next, timer := earliest(jobs)
		select { // [2:10]
		case job := <-s.add:
			jobs[job.name] = job
		case name := <-s.remove:
			delete(jobs, name)
		case <-timer: // [3:3]
			delete(jobs, next.name)
			slog.Info("run", "job", next.name)
		case <-s.stop: // [4:2]
			return
		}
	}
}

// earliest gives the next job and a timer for it: nil, which never fires, for none.
func earliest(jobs map[string]job) (job, <-chan time.Time) { // [5:12]
	var next job
	for _, job := range jobs {
		if next.name == "" || job.at.Before(next.at) {
			next = job
		}
	}
	if next.name == "" {
		return next, nil
	}
	return next, time.After(time.Until(next.at)) // [6]
}

func main() {
	s := &scheduler{make(chan job), make(chan string), make(chan struct{})}
	var running sync.WaitGroup
	running.Go(s.run)

	morning := time.Now()
	s.add <- job{"report", morning.Add(30 * time.Millisecond)}
	s.add <- job{"backup", morning.Add(40 * time.Millisecond)}
	time.Sleep(5 * time.Millisecond)
	s.add <- job{"mail", morning.Add(10 * time.Millisecond)}
	time.Sleep(20 * time.Millisecond)
	s.remove <- "report"
	time.Sleep(25 * time.Millisecond)

	close(s.stop) // [4]
	running.Wait()
	slog.Info("stopped")
}
