// Values from a library that calls back from a goroutine of its own.
package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Meter stands for a library that knows nothing of us.
type Meter struct { // [1:4]
	stopped chan struct{}
	running sync.WaitGroup
}

func (m *Meter) Start(onReading func(int)) { // [1:15]
	m.stopped = make(chan struct{})
	m.running.Go(func() {
		for reading := 1; reading <= 3; reading++ {
			select {
			case <-time.After(10 * time.Millisecond):
				onReading(reading)
			case <-m.stopped:
				return
			}
		}
	})
}

// Close returns when no callback runs any more.
func (m *Meter) Close() {
	close(m.stopped)
	m.running.Wait()
}

func main() {
	readings := make(chan int, 10)
	onReading := func(reading int) { // [2:6]
		select {
		case readings <- reading:
		default: // Nobody takes them: drop it.
		}
	}

	meter := &Meter{}
	meter.Start(onReading)
	for range 3 { // [3:3]
		slog.Info("read", "reading", <-readings)
	}
	meter.Close() // [4]
	slog.Info("closed")
}
