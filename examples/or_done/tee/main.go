package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

func tee(values <-chan int) (_, _ <-chan int) { // [1:19]
	out1, out2 := make(chan int), make(chan int)
	go func() {
		defer close(out1)
		defer close(out2)
		for value := range values {
			out1, out2 := out1, out2
			for range 2 {
				select {
				case out1 <- value:
					out1 = nil // This one has it.
				case out2 <- value:
					out2 = nil
				}
			}
		}
	}()
	return out1, out2
}

func main() {
	values := make(chan int)
	go func() {
		defer close(values)
		for value := range 3 {
			values <- value
		}
	}()

	left, right := tee(values) // [2]
	sum, product := 0, 1
	var wg sync.WaitGroup
	wg.Go(func() { // [3:5]
		for value := range left {
			sum += value + 1
		}
	})
	wg.Go(func() { // [3:5]
		for value := range right {
			product *= value + 1
		}
	})
	wg.Wait()
	slog.Info("both have read all", "sum", sum, "product", product)
}
