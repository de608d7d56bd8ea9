package main

import (
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Account struct {
	mu    sync.Mutex
	money int
}

// transfer takes the second lock only if that is free. If it is not, the first
// goes back, and all starts anew a little later.
func transfer(from, to *Account, amount int) {
	for !tryTransfer(from, to, amount) { // [4:4]
		// By chance, or two of them could give up in step for ever.
		time.Sleep(rand.N(10 * time.Millisecond))
	}
	slog.Info("transferred", "amount", amount)
}

func tryTransfer(from, to *Account, amount int) bool {
	from.mu.Lock() // [1:2]
	defer from.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
	if !to.mu.TryLock() { // [2:3]
		return false
	}
	defer to.mu.Unlock() // [3]

	from.money -= amount
	to.money += amount
	return true
}

func main() {
	alice, bob := &Account{money: 100}, &Account{money: 100}

	var wg sync.WaitGroup
	wg.Go(func() { transfer(alice, bob, 10) })
	wg.Go(func() { transfer(bob, alice, 30) })
	wg.Wait()

	slog.Info("in the end", "alice", alice.money, "bob", bob.money)
}
