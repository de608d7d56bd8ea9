// Each of these uses a one-way channel the other way round, and does not compile.
package main

func produce(numbers chan<- int) {
	<-numbers // [1]
}

func total(numbers <-chan int) {
	numbers <- 1 // [2:2]
	close(numbers)
}

func main() {
	numbers := make(chan int)
	var results <-chan int = numbers // [3:2]
	go produce(results)
	total(numbers) // [4]
}
