package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Account struct {
	mu     sync.Mutex
	number int
	money  int
}

// transfer takes the locks in the order of the accounts' numbers, whichever way
// the money goes: nobody holds a later lock while waiting for an earlier one.
func transfer(from, to *Account, amount int) {
	first, second := from, to // [1:4]
	if second.number < first.number {
		first, second = second, first
	}
	first.mu.Lock() // [2:2]
	defer first.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
	second.mu.Lock() // [3:2]
	defer second.mu.Unlock()

	from.money -= amount
	to.money += amount
	slog.Info("transferred", "amount", amount)
}

func main() {
	alice, bob := &Account{number: 1, money: 100}, &Account{number: 2, money: 100}

	var wg sync.WaitGroup
	wg.Go(func() { transfer(alice, bob, 10) })
	wg.Go(func() { transfer(bob, alice, 30) })
	wg.Wait()

	slog.Info("in the end", "alice", alice.money, "bob", bob.money)
}
