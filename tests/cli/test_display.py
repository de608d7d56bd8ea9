"""What things look like on a terminal, and where the output is none."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from trio_patterns.cli import display
from trio_patterns.guide.catalogue import load


def shown(monkeypatch: pytest.MonkeyPatch, *, width: int, terminal: bool = True) -> str:
    """Give what is printed of the programs of the hedged requests."""
    output = io.StringIO()
    console = Console(file=output, width=width, force_terminal=terminal)
    monkeypatch.setattr(display, "console", console)
    construct = load().find("hedged")
    for pair in construct.pairs:
        display.print_lines(display.programs(construct, pair))
    return output.getvalue()


@pytest.mark.parametrize("terminal", [True, False])
def test_programs_are_shown_without_their_callouts(
    monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    text = shown(monkeypatch, width=100, terminal=terminal)
    assert "find" in text
    assert "# [" not in text
    assert "// [" not in text


def test_on_a_wide_terminal_they_stand_side_by_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wide = shown(monkeypatch, width=240).splitlines()
    assert any("hedged/main.go" in line and "hedged/main.py" in line for line in wide)
    narrow = shown(monkeypatch, width=100).splitlines()
    assert not any("main.go" in line and "main.py" in line for line in narrow)
