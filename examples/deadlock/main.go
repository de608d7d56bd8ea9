package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Account struct {
	mu    sync.Mutex
	money int
}

func transfer(from, to *Account, amount int) {
	from.mu.Lock() // [1:2]
	defer from.mu.Unlock()
	time.Sleep(10 * time.Millisecond)
	to.mu.Lock() // Each has what the other waits for. // [2]
	defer to.mu.Unlock()

	from.money -= amount
	to.money += amount
	slog.Info("transferred", "amount", amount)
}

func main() {
	alice, bob := &Account{money: 100}, &Account{money: 100}
	var wg sync.WaitGroup

	slog.Info("two transfers, in opposite directions")
	wg.Go(func() { transfer(alice, bob, 10) }) // [3:2]
	wg.Go(func() { transfer(bob, alice, 30) })

	wg.Wait()         // [4]
	slog.Info("done") // Never comes. // [5]
}
