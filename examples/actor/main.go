package main

import (
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

type deposit struct { // [2:4]
	amount int
	reply  chan int
}

// An Account keeps its balance in a goroutine, which answers one request after the other.
type Account struct{ deposits chan deposit }

func NewAccount() *Account {
	a := &Account{make(chan deposit)}
	go a.run() // [1]
	return a
}

func (a *Account) run() { // [1:7]
	balance := 0
	for d := range a.deposits {
		balance += d.amount
		d.reply <- balance
	}
}

func (a *Account) Deposit(amount int) int { // [2:5]
	reply := make(chan int)
	a.deposits <- deposit{amount, reply}
	return <-reply
}

func (a *Account) Close() { close(a.deposits) }

func main() {
	account := NewAccount()
	defer account.Close() // [1]

	var wg sync.WaitGroup
	for i, name := range []string{"ann", "bob", "cyd"} {
		wg.Go(func() {
			time.Sleep(time.Duration(i) * 10 * time.Millisecond)
			slog.Info("deposited", "by", name, "balance", account.Deposit(50)) // [3]
		})
	}
	wg.Wait()
}
