// What a goroutine costs: costs N prints the seconds of processor time that it takes to
// start one, and the bytes of each.
package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"syscall"
)

func resident() int {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	var size, pages int
	fmt.Sscan(string(statm), &size, &pages)
	return pages * os.Getpagesize()
}

func processorTime() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}

func main() {
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	release := make(chan struct{})
	var begun, ended sync.WaitGroup
	begun.Add(count)
	before := resident()
	start := processorTime()
	for range count {
		ended.Go(func() {
			begun.Done()
			<-release
		})
	}
	begun.Wait()
	seconds := processorTime() - start
	bytes := resident() - before
	close(release)
	ended.Wait()
	fmt.Println(seconds/float64(count), float64(bytes)/float64(count))
}
