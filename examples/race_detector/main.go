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
	account.balance = before + amount // [2] [6]
}

func withdraw(account *Account, amount int) {
	before := account.balance // [1] [6]
	time.Sleep(20 * time.Millisecond)
	account.balance = before - amount // What came in meanwhile is gone. // [3]
}

func main() {
	account := &Account{balance: 100} // [4]
	var wg sync.WaitGroup

	wg.Go(func() { deposit(account, 50) }) // [5:2]
	wg.Go(func() { withdraw(account, 30) })

	wg.Wait()
	slog.Info("in the end", "balance", account.balance) // [7]
}
