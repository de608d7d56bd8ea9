// Each of these uses a one-way channel the other way round, and does not compile.
package main

func produce(numbers chan<- int) {
	<-numbers
}

func total(numbers <-chan int) {
	numbers <- 1
	close(numbers)
}

func main() {
	numbers := make(chan int)
	var results <-chan int = numbers
	go produce(results)
	total(numbers)
}
