package main

import (
	"log/slog"

	"example.com/triopatterns/datacenter"
	_ "example.com/triopatterns/plainlog"
)

func sequential(name string, finders []datacenter.Finder) {
	for _, finder := range finders { // [1]
		slog.Info("starting find", "datacenter", finder)
		found := finder.Find(name) // [2]
		slog.Info("got result", "datacenter", finder, "found", found)
	}
}

func main() {
	sequential("my-bucket", []datacenter.Finder{
		datacenter.SBG, datacenter.GRA, datacenter.BHS,
	})
}
