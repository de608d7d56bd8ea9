"""The guide's machinery: it finds, runs, compares and draws the examples.

None of this is public API: the command line (`trio_patterns.cli`), the site (`docs`),
the workshop and the tests stand on it, and it changes with them. In reading order:

- `catalogue`: what the folders of `examples/` hold; `tables` reads their TOML.
- `callouts`: the numbers that tie lines of Go to lines of Trio.
- `output`: what a program printed; `golden` keeps what Go printed, in a file beside it;
  `parity` compares two outputs, by the one rule that there is.
- `outcomes`: decides how a program's output is had: it is run, it is refused by a
  compiler or a type checker, or its golden file is read.
- `running`: a program in a process of its own; `run_virtual` is that process on a
  virtual clock, `run_traced` one that is recorded and drawn, as `tracing` asks. `forks`
  runs many Trio programs, without starting Python and importing Trio for each.
- `toolchain`: Go, which builds the originals, with `bubble_test.go` for virtual time.
- `checkers`: mypy and pyright.

No module here needs click or rich.
"""
