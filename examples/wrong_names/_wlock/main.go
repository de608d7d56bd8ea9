package main

import "sync"

var prices = map[string]int{}

func main() {
	var mu sync.RWMutex // [1]

	mu.WLock() // [2:3]
	prices["apples"] = 3
	mu.WUnlock()
}
