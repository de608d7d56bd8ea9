// Jobs that come again and again, each in a goroutine, and a stop that waits for them.
package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type job struct {
	name   string
	period time.Duration
	takes  time.Duration
	next   time.Time
	turn   *sync.Mutex
}

func (j *job) run() {
	if !j.turn.TryLock() { // [3]
		slog.Info("left out: it still runs", "job", j.name)
		return
	}
	defer j.turn.Unlock()
	slog.Info("begun", "job", j.name)
	time.Sleep(j.takes)
	slog.Info("done", "job", j.name)
}

type scheduler struct {
	jobs    []*job
	stop    chan struct{}
	running sync.WaitGroup
}

func (s *scheduler) run() {
	for {
		next := s.jobs[0]
		for _, job := range s.jobs {
			if job.next.Before(next.next) {
				next = job
			}
		}
		select {
		case <-time.After(time.Until(next.next)): // [1]
			next.next = next.next.Add(next.period)
			s.running.Go(next.run) // [2]
		case <-s.stop: // [4]
			return
		}
	}
}

func main() {
	now := time.Now()
	s := &scheduler{stop: make(chan struct{})}
	for _, job := range []job{
		{name: "mail", period: 20 * time.Millisecond, takes: 2 * time.Millisecond},
		{name: "backup", period: 28 * time.Millisecond, takes: 45 * time.Millisecond},
	} {
		job.next, job.turn = now.Add(job.period), new(sync.Mutex)
		s.jobs = append(s.jobs, &job)
	}
	var loop sync.WaitGroup
	loop.Go(s.run)
	time.Sleep(70 * time.Millisecond)
	slog.Info("stop")
	close(s.stop) // [4]
	loop.Wait()
	s.running.Wait() // [5]
	slog.Info("all that had begun is done")
}
