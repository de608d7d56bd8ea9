// A file is written, added to, and read line by line.
package main

import (
	"bufio"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	_ "example.com/triopatterns/plainlog"
)

func use(path string) error {
	if err := os.WriteFile(path, []byte("one\ntwo\n"), 0o600); err != nil { // [1:3]
		return err
	}

	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600) // [2:10]
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(file, "three"); err != nil {
		file.Close()
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}

	file, err = os.Open(path) // [3:9]
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		slog.Info("read", "line", lines.Text())
	}
	return lines.Err()
}

func main() {
	folder, err := os.MkdirTemp("", "files-") // [4:4]
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	if err := use(filepath.Join(folder, "log.txt")); err != nil {
		slog.Error("no luck", "error", err)
	}
}
