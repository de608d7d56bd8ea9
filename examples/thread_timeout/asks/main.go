package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"time"

	_ "example.com/triopatterns/plainlog"
)

// The checksum of a disk: the CPU at work, and nothing that waits.
func checksum(ctx context.Context, sectors int) (string, error) {
	defer slog.Info("the disk is closed")
	sector := make([]byte, 1_000_000)
	digest := sha256.New()
	for range sectors {
		if err := ctx.Err(); err != nil { // [1:3]
			return "", err
		}
		digest.Write(sector) // [2]
	}
	return fmt.Sprintf("%x", digest.Sum(nil)[:4]), nil
}

func main() {
	ctx := context.Background()
	small, _ := checksum(ctx, 3)
	slog.Info("small disk", "checksum", small)

	ctx, cancel := context.WithTimeout(ctx, 200*time.Millisecond) // [3:2]
	defer cancel()
	_, err := checksum(ctx, 1_000_000)
	slog.Info("large disk", "gave_up", err != nil) // [4]
}
