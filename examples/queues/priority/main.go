package main

import (
	"container/heap"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type job struct {
	priority int
	number   int // Keeps equals in their order.
	name     string
}

type jobs []job // [1:18]

func (j jobs) Len() int { return len(j) }
func (j jobs) Less(a, b int) bool {
	if j[a].priority != j[b].priority {
		return j[a].priority < j[b].priority
	}
	return j[a].number < j[b].number
}
func (j jobs) Swap(a, b int) { j[a], j[b] = j[b], j[a] }
func (j *jobs) Push(x any)   { *j = append(*j, x.(job)) }
func (j *jobs) Pop() any {
	last := len(*j) - 1
	top := (*j)[last]
	*j = (*j)[:last]
	return top
}

// A Queue gives the most urgent job, and waits while there is none.
type Queue struct {
	mu       sync.Mutex
	notEmpty *sync.Cond // [2]
	jobs     jobs
	put      int
}

func NewQueue() *Queue {
	q := &Queue{}
	q.notEmpty = sync.NewCond(&q.mu) // [2]
	return q
}

func (q *Queue) Put(priority int, name string) { // [3:7]
	q.mu.Lock()
	defer q.mu.Unlock()
	q.put++
	heap.Push(&q.jobs, job{priority, q.put, name})
	q.notEmpty.Signal()
}

func (q *Queue) Get() string { // [4:8]
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) == 0 {
		q.notEmpty.Wait()
	}
	return heap.Pop(&q.jobs).(job).name
}

func main() {
	queue := NewQueue()
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 4 {
			slog.Info("working", "job", queue.Get())
			time.Sleep(20 * time.Millisecond)
		}
	})

	time.Sleep(10 * time.Millisecond)
	queue.Put(3, "tidy up")
	time.Sleep(10 * time.Millisecond)
	queue.Put(2, "write a letter") // [5:3]
	queue.Put(1, "put out the fire")
	queue.Put(2, "write another")
	wg.Wait()
}
