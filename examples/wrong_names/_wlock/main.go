package main

import "sync"

var prices = map[string]int{}

func main() {
	var mu sync.RWMutex

	mu.WLock()
	prices["apples"] = 3
	mu.WUnlock()
}
