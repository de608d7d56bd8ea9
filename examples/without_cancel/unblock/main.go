package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// A Device knows nothing of contexts: a read ends when the device is closed.
type Device struct {
	once   sync.Once
	closed chan struct{}
}

func NewDevice() *Device { return &Device{closed: make(chan struct{})} }

func (d *Device) Close() { d.once.Do(func() { close(d.closed) }) }

func (d *Device) Read() error {
	<-d.closed
	return errors.New("the device is closed")
}

func read(ctx context.Context, device *Device) error {
	stop := context.AfterFunc(ctx, device.Close) // [1:2]
	defer stop()
	return device.Read() // [2]
}

func main() {
	device := NewDevice()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond) // [3:2]
	defer cancel()

	slog.Info("reading")
	err := read(ctx, device)
	slog.Info("the read has ended", "error", err)
}
