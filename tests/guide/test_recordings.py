from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from trio_patterns.guide import recordings
from trio_patterns.guide.catalogue import Clock, load
from trio_patterns.guide.outcome import Line, Outcome

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("clock", "outcome"),
    [
        ("virtual", Outcome((Line(0, "INFO a"), Line(0.075, "INFO b")), 0, "", 0.1)),
        ("virtual", Outcome((), 2, "panic: oh")),
        ("real", Outcome((Line(None, "INFO a\tb"),), 0)),
    ],
)
def test_what_is_written_is_read(
    tmp_path: Path, clock: Clock, outcome: Outcome
) -> None:
    construct = replace(load().find("hedged"), folder=tmp_path, clock=clock)
    recordings.write(construct, "main.go", outcome, "go1.99.1")
    assert recordings.read(construct, "main.go") == (outcome, "go1.99.1")


def test_of_an_error_only_its_first_line_is_kept(tmp_path: Path) -> None:
    construct = replace(load().find("hedged"), folder=tmp_path)
    panic = Outcome((), 2, "panic: oh\n\ngoroutine 7 [running]:\n/somewhere/main.go")
    recordings.write(construct, "main.go", panic, "go1.99.1")
    read, _ = recordings.read(construct, "main.go")
    assert read.stderr == "panic: oh"
