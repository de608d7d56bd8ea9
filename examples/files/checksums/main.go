// The checksums of all files below a folder, four at a time.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	_ "example.com/triopatterns/plainlog"
)

const limit = 4

func checksum(path string) (string, error) { // [1:5]
	data, err := os.ReadFile(path)
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), err
}

// checksums walks a tree and reads its files.
func checksums(root string) (map[string]string, error) { // [6:23]
	var mu sync.Mutex // [4:2]
	found := make(map[string]string)
	var group errgroup.Group // [3:2]
	group.SetLimit(limit)

	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error { // [2:4]
		if err != nil || entry.IsDir() {
			return err
		}
		group.Go(func() error { // [3] [4:8]
			sum, err := checksum(path)
			mu.Lock()
			defer mu.Unlock()
			found[path] = sum
			return err
		})
		return nil
	})
	if failed := group.Wait(); err == nil { // [5:5]
		err = failed
	}
	return found, err
}

func main() {
	root, err := os.MkdirTemp("", "files-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(root)
	for i := range 6 {
		folder := filepath.Join(root, fmt.Sprint("folder", i%2))
		if err := os.MkdirAll(folder, 0o700); err != nil {
			panic(err)
		}
		path := filepath.Join(folder, fmt.Sprint("file", i))
		if err := os.WriteFile(path, fmt.Append(nil, "text ", i), 0o600); err != nil {
			panic(err)
		}
	}

	found, err := checksums(root)
	if err != nil {
		panic(err)
	}
	var paths []string
	for path := range found {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		slog.Info("checksum", "file", filepath.Base(path), "sum", found[path][:8])
	}
}
