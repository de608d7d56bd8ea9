// costs times Go's own operations: so many nanoseconds of processor time each.
//
// Usage: costs REPEATS. Prints a line for each operation: its name, a tab, nanoseconds.
package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"syscall"
)

func processorTime() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

// A goroutine answers what it is asked; each question is a round trip.
func server(answers ...chan int) chan int {
	questions := make(chan int, 1)
	go func() {
		for which := range questions {
			answers[which] <- 1
		}
	}()
	return questions
}

func bufferedChannel(repeats int) {
	numbers := make(chan int, 1)
	for range repeats {
		numbers <- 1
		<-numbers
	}
}

func roundTrip(repeats int) {
	one := make(chan int, 1)
	questions := server(one)
	defer close(questions)
	for range repeats {
		questions <- 0
		<-one
	}
}

func readySelect(repeats int) {
	one, two := make(chan int, 1), make(chan int, 1)
	for range repeats {
		one <- 1
		select {
		case <-one:
		case <-two:
		}
	}
}

func waitingSelect(repeats int) {
	one, two := make(chan int, 1), make(chan int, 1)
	questions := server(one, two)
	defer close(questions)
	for i := range repeats {
		questions <- i % 2
		select {
		case <-one:
		case <-two:
		}
	}
}

func startTask(repeats int) {
	var wg sync.WaitGroup
	for range repeats {
		wg.Go(func() {})
		wg.Wait()
	}
}

func mutex(repeats int) {
	var lock sync.Mutex
	for range repeats {
		lock.Lock()
		lock.Unlock()
	}
}

func main() {
	repeats, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	for _, operation := range []struct {
		name string
		do   func(int)
	}{
		{"channel, buffered", bufferedChannel},
		{"channel, round trip", roundTrip},
		{"select, ready", readySelect},
		{"select, waiting", waitingSelect},
		{"task", startTask},
		{"lock", mutex},
	} {
		operation.do(repeats / 10) // so that it is warm
		started := processorTime()
		operation.do(repeats)
		nanoseconds := float64(processorTime()-started) / float64(repeats)
		fmt.Printf("%s\t%.1f\n", operation.name, nanoseconds)
	}
}
