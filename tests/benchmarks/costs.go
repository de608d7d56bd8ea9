// costs measures Go in processor time, for the benchmarks.
//
//	costs operations REPEATS  a line for each operation: its name, a tab, nanoseconds
//	costs goroutines COUNT    the seconds that it takes to start one, and its bytes
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

func operations(repeats int) {
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

func resident() int {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	var size, pages int
	fmt.Sscan(string(statm), &size, &pages)
	return pages * os.Getpagesize()
}

func goroutines(count int) {
	release := make(chan struct{})
	var begun, ended sync.WaitGroup
	begun.Add(count)
	before, started := resident(), processorTime()
	for range count {
		ended.Go(func() {
			begun.Done()
			<-release
		})
	}
	begun.Wait()
	seconds := float64(processorTime()-started) / 1e9
	bytes := resident() - before
	close(release)
	ended.Wait()
	fmt.Println(seconds/float64(count), float64(bytes)/float64(count))
}

func main() {
	number, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	switch os.Args[1] {
	case "operations":
		operations(number)
	case "goroutines":
		goroutines(number)
	}
}
