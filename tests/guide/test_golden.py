from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trio_patterns.guide import golden
from trio_patterns.guide.catalogue import Clock, ExpectedEnding, Side, load
from trio_patterns.guide.output import Line, Output

GO = Side("Go", "go", "main.go", None)


@pytest.mark.parametrize(
    ("clock", "output"),
    [
        ("virtual", Output((Line(0, "INFO a"), Line(0.075, "INFO b")), 0, "", 0.1)),
        ("virtual", Output((), 2, "panic: oh")),
        ("real", Output((Line(None, "INFO a\tb"),), 0)),
    ],
)
def test_what_is_written_is_read(tmp_path: Path, clock: Clock, output: Output) -> None:
    construct = replace(load().find("hedged"), folder=tmp_path, clock=clock)
    golden.write(construct, GO, output, "go1.99.1")
    assert golden.read(construct, "main.go") == (output, "go1.99.1")


def test_of_an_error_only_its_first_line_is_kept(tmp_path: Path) -> None:
    construct = replace(load().find("hedged"), folder=tmp_path)
    panic = Output((), 2, "panic: oh\n\ngoroutine 7 [running]:\n/somewhere/main.go")
    golden.write(construct, GO, panic, "go1.99.1")
    read, _ = golden.read(construct, "main.go")
    assert read.stderr == "panic: oh"


RACE = """\
==================
WARNING: DATA RACE
Read at 0x00c000096048 by goroutine 28:
  main.main.func1()
      example.com/triopatterns/sample/main.go:16 +0x2e

Previous write at 0x00c000096048 by goroutine 9:
  main.main.func1()
      example.com/triopatterns/sample/main.go:17 +0x44
==================
==================
WARNING: DATA RACE
Write at 0x00c000096048 by goroutine 8:
==================
Found 2 data race(s)
"""


def test_of_the_race_detector_the_first_report_is_kept_without_addresses(
    tmp_path: Path,
) -> None:
    construct = replace(load().find("hedged"), folder=tmp_path)
    golden.write_race(construct, "main.go", Output((), 66, RACE), "go1.99.1")
    assert (
        (tmp_path / "main.race.txt").read_text(encoding="utf-8")
        == """\
# go1.99.1 with -race, the first report
WARNING: DATA RACE
Read by goroutine 1:
  main.main.func1()
      example.com/triopatterns/sample/main.go:16

Previous write by goroutine 2:
  main.main.func1()
      example.com/triopatterns/sample/main.go:17
"""
    )


def test_a_race_that_was_not_reported_is_an_error() -> None:
    with pytest.raises(ValueError, match="the race detector reported nothing: 'oh'"):
        golden.race_report("oh")


def test_of_an_error_the_line_that_tells_is_kept_too(tmp_path: Path) -> None:
    construct = replace(load().find("hedged"), folder=tmp_path)
    dump = Output((), 2, "fatal error: oh\n\ngoroutine 7 [chan receive]:\n/main.go")
    side = replace(
        GO, ends=ExpectedEnding(exit=2, stderr=r"goroutine \d \[chan receive\]")
    )
    golden.write(construct, side, dump, "go1.99.1")
    read, _ = golden.read(construct, "main.go")
    assert read.stderr == "fatal error: oh\ngoroutine 7 [chan receive]:"


def test_a_judgement_is_recorded_beside_the_output(tmp_path: Path) -> None:
    construct = replace(load().find("hedged"), folder=tmp_path)
    said = Output((Line(None, "main.go:1:1: no"),), 1)
    side = replace(GO, ends=ExpectedEnding(exit=1, judge="vet"))
    golden.write(construct, GO, Output((), 0), "go1.99.1")
    golden.write(construct, side, said, "go1.99.1")
    assert golden.read(construct, "main.go", "vet") == (said, "go1.99.1")
    assert golden.read(construct, "main.go") == (Output((), 0), "go1.99.1")


# As a program prints them: lines that hold no other kind of line end.
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1)
SECONDS = st.integers(0, 10**12).map(lambda nanoseconds: nanoseconds / 1e9)


@given(
    timed=st.booleans(),
    lines=st.lists(st.tuples(SECONDS, TEXTS)),
    exit_=st.integers(-15, 255),
    error=TEXTS | st.just(""),
    total=SECONDS | st.none(),
)
def test_whatever_is_written_is_read(
    timed: bool,
    lines: list[tuple[float, str]],
    exit_: int,
    error: str,
    total: float | None,
) -> None:
    kept = tuple(Line(seconds if timed else None, text) for seconds, text in lines)
    output = Output(kept, exit_, error, total if timed else None)
    with TemporaryDirectory() as folder:
        clock: Clock = "virtual" if timed else "real"
        construct = replace(load().find("hedged"), folder=Path(folder), clock=clock)
        if not timed and any(line.text.startswith("! ") for line in kept):
            with pytest.raises(ValueError, match="begins as what went to stderr"):
                golden.write(construct, GO, output, "go1.99.1")
        else:
            golden.write(construct, GO, output, "go1.99.1")
            assert golden.read(construct, "main.go") == (output, "go1.99.1")
