package main

import (
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Printer owns the goroutine that prints: it starts it, and waits for its end.
type Printer struct {
	jobs chan string
	done chan struct{}
}

// Start returns when the printer is warm.
func Start() *Printer {
	p := &Printer{jobs: make(chan string, 10), done: make(chan struct{})}
	warm := make(chan struct{})
	go p.run(warm)
	<-warm
	return p
}

func (p *Printer) run(warm chan<- struct{}) {
	defer close(p.done)

	time.Sleep(10 * time.Millisecond)
	close(warm)
	for job := range p.jobs {
		time.Sleep(20 * time.Millisecond)
		slog.Info("printed", "job", job)
	}
	slog.Info("the printer is off")
}

func (p *Printer) Print(job string) { p.jobs <- job }

// Close lets the printer finish what it has, and waits until it has.
func (p *Printer) Close() {
	close(p.jobs)
	<-p.done
}

func main() {
	printer := Start()
	slog.Info("the printer is warm")
	printer.Print("letter")
	printer.Print("invoice")
	slog.Info("all is handed in")
	printer.Close()
	slog.Info("main returns")
}
