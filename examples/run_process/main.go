// Three commands: one that answers, one that fails, one that is not there.
package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os/exec"
	"strings"
	"time"

	_ "example.com/triopatterns/plainlog"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second) // [1:2]
	defer cancel()

	sort := exec.CommandContext(ctx, "sort") // [2:6]
	sort.Stdin = strings.NewReader("sbg\nbhs\ngra\n")
	sorted, err := sort.Output()
	if err != nil {
		panic(err)
	}
	slog.Info("sorted", "lines", strings.Fields(string(sorted)))

	fails := exec.CommandContext(ctx, "sh", "-c", "echo no such bucket >&2; exit 3")
	_, err = fails.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) { // [3:4]
		said := string(bytes.TrimSpace(failed.Stderr))
		slog.Error("failed", "status", failed.ExitCode(), "said", said)
	}

	err = exec.CommandContext(ctx, "no-such-command").Run()
	if errors.Is(err, exec.ErrNotFound) { // [4:2]
		slog.Error("there is no such command")
	}
}
