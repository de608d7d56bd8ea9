// A channel whose type allows one direction only.
package main

import (
	"log/slog"

	_ "example.com/triopatterns/plainlog"
)

// produce can send to its channel, and close it.
func produce(numbers chan<- int) { // [1]
	defer close(numbers)    // [2]
	for number := range 3 { // [4:3]
		numbers <- number
	}
}

// total can receive from its channel, and nothing else.
func total(numbers <-chan int) int { // [3]
	sum := 0
	for number := range numbers {
		sum += number
	}
	return sum
}

func main() {
	numbers := make(chan int) // [5]
	go produce(numbers)
	slog.Info("the numbers are in", "total", total(numbers))
}
