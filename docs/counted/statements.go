// Counts what the `select` and `go` statements of some Go modules are for.
//
//	go run docs/counted/statements.go MODULE@VERSION ... > docs/counted/statements.md
//
// It downloads the modules, and reads their files without the tests and the generated
// ones. What a `select` is for it tells from its cases: a channel that is called `done`,
// `stop` or the like, and `ctx.Done()`, is a stop signal; a channel `C` and `time.After`
// are timers. That is a rule of thumb, and good enough for shares.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

var (
	stopName  = regexp.MustCompile(`(?i)(done|stop|quit|exit|close|closing|closed|shutdown|shut|abort|cancel|term|dying|kill)`)
	tickName  = regexp.MustCompile(`(?i)tick`)
	generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)
)

// What a select can be for, in the order of the table.
const (
	look     = "a look at a stop signal: `default` beside it"
	poll     = "do it if it is ready, else go on: any other `default`"
	stop     = "one operation, unless stopped"
	nap      = "a sleep that can be cut short"
	timeout  = "one operation, but not for too long"
	interval = "something at intervals"
	choice   = "whichever of several comes first"
)

var purposes = []string{look, poll, stop, nap, timeout, interval, choice}

// kinds says of each case what it waits for.
type kinds struct{ stops, timers, ticks, others, defaults int }

func (k *kinds) add(clause *ast.CommClause) {
	if clause.Comm == nil {
		k.defaults++
		return
	}
	channel := received(clause.Comm)
	switch {
	case channel == nil:
		k.others++ // a send
	case isTick(channel):
		k.ticks++
	case isTimer(channel):
		k.timers++
	case stopName.MatchString(lastName(channel)):
		k.stops++
	default:
		k.others++
	}
}

func (k *kinds) purpose() string {
	switch {
	case k.defaults > 0 && k.others == 0 && k.stops > 0:
		return look
	case k.defaults > 0:
		return poll
	case k.ticks > 0:
		return interval
	case k.others > 1:
		return choice
	case k.timers > 0 && k.others == 0:
		return nap
	case k.timers > 0:
		return timeout
	case k.stops > 0:
		return stop
	default:
		return choice
	}
}

// received returns the channel that a case receives from, or nil.
func received(statement ast.Stmt) ast.Expr {
	var value ast.Expr
	switch statement := statement.(type) {
	case *ast.ExprStmt:
		value = statement.X
	case *ast.AssignStmt:
		value = statement.Rhs[0]
	}
	if receive, ok := value.(*ast.UnaryExpr); ok && receive.Op == token.ARROW {
		return receive.X
	}
	return nil
}

func isTick(channel ast.Expr) bool {
	return tickName.MatchString(allNames(channel))
}

func isTimer(channel ast.Expr) bool {
	name := lastName(channel)
	return name == "C" || name == "After" || strings.Contains(strings.ToLower(name), "timer") ||
		strings.Contains(strings.ToLower(name), "timeout")
}

// lastName returns the last name of `a.b.c`, called or not.
func lastName(expression ast.Expr) string {
	switch expression := expression.(type) {
	case *ast.CallExpr:
		return lastName(expression.Fun)
	case *ast.SelectorExpr:
		return expression.Sel.Name
	case *ast.Ident:
		return expression.Name
	}
	return ""
}

func allNames(expression ast.Expr) string {
	var names []string
	ast.Inspect(expression, func(node ast.Node) bool {
		if name, ok := node.(*ast.Ident); ok {
			names = append(names, name.Name)
		}
		return true
	})
	return strings.Join(names, ".")
}

// count adds up the statements of a folder, and returns how many files it read.
func count(folder string, selects map[string]int, goes *int) (files int) {
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") ||
			strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil || generated.Match(source) {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.SkipObjectResolution)
		if err != nil {
			return nil // a file of test data that is wrong on purpose
		}
		files++
		ast.Inspect(file, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.GoStmt:
				*goes++
			case *ast.SelectStmt:
				var cases kinds
				for _, clause := range node.Body.List {
					cases.add(clause.(*ast.CommClause))
				}
				selects[cases.purpose()]++
			}
			return true
		})
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	return files
}

// download returns the folder of a module in the module cache.
func download(module string) string {
	out, err := exec.Command("go", "mod", "download", "-json", module).Output()
	if err != nil {
		log.Fatalf("%s: %v: %s", module, err, out)
	}
	var about struct{ Dir string }
	if err := json.Unmarshal(out, &about); err != nil {
		log.Fatal(err)
	}
	return about.Dir
}

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: go run statements.go MODULE@VERSION ...")
	}
	selects := map[string]int{}
	var goes, files, all int
	for _, module := range os.Args[1:] {
		files += count(download(module), selects, &goes)
	}
	for _, n := range selects {
		all += n
	}
	fmt.Printf("| What the `select` is for | Count | Share |\n|---|--:|--:|\n")
	for _, purpose := range purposes {
		n := selects[purpose]
		fmt.Printf("| %s | %d | %d %% |\n", purpose, n, (100*n+all/2)/all)
	}
	fmt.Printf("\n%d `select` statements, and %d `go` statements, in %d files of %s, on %s.\n",
		all, goes, files, strings.Join(os.Args[1:], ", "), time.Now().Format("2 January 2006"))
}
