package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Account struct{ money int }

// A Bank has one lock for all its accounts: who has it needs no other.
type Bank struct{ mu sync.Mutex } // [1]

func (b *Bank) transfer(from, to *Account, amount int) {
	b.mu.Lock() // [2:2]
	defer b.mu.Unlock()

	from.money -= amount
	time.Sleep(10 * time.Millisecond) // [3]
	to.money += amount
	slog.Info("transferred", "amount", amount)
}

func main() {
	var bank Bank
	alice, bob := &Account{money: 100}, &Account{money: 100}

	var wg sync.WaitGroup
	wg.Go(func() { bank.transfer(alice, bob, 10) })
	wg.Go(func() { bank.transfer(bob, alice, 30) })
	wg.Wait()

	slog.Info("in the end", "alice", alice.money, "bob", bob.money)
}
