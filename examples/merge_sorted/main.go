// Sorted streams become one, lazily: the next value of each waits in a heap.
package main

import (
	"container/heap"
	"context"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type head struct { // [1:22]
	value  int
	number int // Equals keep the order of their streams.
}

type heads []head

func (h heads) Len() int { return len(h) }
func (h heads) Less(a, b int) bool {
	if h[a].value != h[b].value {
		return h[a].value < h[b].value
	}
	return h[a].number < h[b].number
}
func (h heads) Swap(a, b int) { h[a], h[b] = h[b], h[a] }
func (h *heads) Push(x any)   { *h = append(*h, x.(head)) }
func (h *heads) Pop() any {
	last := len(*h) - 1
	top := (*h)[last]
	*h = (*h)[:last]
	return top
}

func merged(ctx context.Context, sources ...<-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		var waiting heads
		for number, source := range sources { // [2:5]
			if value, ok := <-source; ok {
				waiting = append(waiting, head{value, number})
			}
		}
		heap.Init(&waiting)

		for len(waiting) > 0 {
			least := waiting[0]
			select { // [3:5]
			case out <- least.value:
			case <-ctx.Done():
				return
			}
			if value, ok := <-sources[least.number]; ok { // [4:6]
				waiting[0].value = value
				heap.Fix(&waiting, 0)
			} else {
				heap.Pop(&waiting)
			}
		}
	}()
	return out
}

// read gives the numbers of a file, say.
func read(ctx context.Context, values []int, out chan<- int) {
	defer close(out) // [5]
	for _, value := range values {
		select {
		case out <- value:
		case <-ctx.Done():
			slog.Info("not read to its end", "beginning", values[0])
			return
		}
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	files := [][]int{{1, 4, 7}, {2, 3, 9, 11, 12}, {}, {4, 5}}
	var sources []<-chan int
	var readers sync.WaitGroup
	for _, values := range files {
		source := make(chan int)
		sources = append(sources, source)
		readers.Go(func() { read(ctx, values, source) })
	}

	for value := range merged(ctx, sources...) {
		slog.Info("next", "value", value)
		time.Sleep(10 * time.Millisecond)
		if value == 9 { // [6:2]
			cancel()
			break
		}
	}
	readers.Wait()
	slog.Info("enough")
}
