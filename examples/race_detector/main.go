package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type Account struct{ balance int }

func deposit(account *Account, amount int) {
	before := account.balance
	time.Sleep(10 * time.Millisecond) // Asks the bank.
	account.balance = before + amount
}

func withdraw(account *Account, amount int) {
	before := account.balance
	time.Sleep(20 * time.Millisecond)
	account.balance = before - amount // What came in meanwhile is gone.
}

func main() {
	account := &Account{balance: 100}
	var wg sync.WaitGroup

	wg.Go(func() { deposit(account, 50) })
	wg.Go(func() { withdraw(account, 30) })

	wg.Wait()
	slog.Info("in the end", "balance", account.balance)
}
