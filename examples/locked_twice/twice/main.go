package main

import (
	"log/slog"
	"sync"

	_ "example.com/triopatterns/plainlog"
)

type Account struct {
	mu      sync.Mutex
	balance int
}

func (a *Account) Balance() int {
	a.mu.Lock() // [1:2]
	defer a.mu.Unlock()
	return a.balance
}

func (a *Account) Withdraw(amount int) {
	a.mu.Lock() // [2:2]
	defer a.mu.Unlock()
	if a.Balance() >= amount { // Which locks it, too. // [3]
		a.balance -= amount
	}
}

func main() {
	account := &Account{balance: 100}
	account.Withdraw(30)
	slog.Info("withdrawn", "balance", account.Balance()) // [4]
}
