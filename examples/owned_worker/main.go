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
	go p.run(warm) // [1]
	<-warm         // [2]
	return p
}

func (p *Printer) run(warm chan<- struct{}) {
	defer close(p.done)

	time.Sleep(10 * time.Millisecond)
	close(warm)               // [2]
	for job := range p.jobs { // [3:4]
		time.Sleep(20 * time.Millisecond)
		slog.Info("printed", "job", job)
	}
	slog.Info("the printer is off")
}

func (p *Printer) Print(job string) { p.jobs <- job }

// Close lets the printer finish what it has, and waits until it has.
func (p *Printer) Close() {
	close(p.jobs) // [4]
	<-p.done      // [5]
}

func main() {
	printer := Start() // [1]
	slog.Info("the printer is warm")
	printer.Print("letter")
	printer.Print("invoice")
	slog.Info("all is handed in")
	printer.Close()
	slog.Info("main returns")
}
