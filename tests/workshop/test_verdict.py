from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from trio_patterns.workshop.verdict import Verdict

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(True, "it prints what the Go original does"),
        Verdict(False, "it hangs:\nmain waits, für immer", ("0.1    INFO a", "")),
    ],
)
def test_what_is_written_is_read(tmp_path: Path, verdict: Verdict) -> None:
    path = tmp_path / "verdict"
    verdict.write(path)
    assert Verdict.read(path) == verdict
    assert [file.name for file in tmp_path.iterdir()] == ["verdict"]


def test_what_a_terminal_would_obey_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "verdict"
    Verdict(False, "`\x1b[2J`\nü\ud800", ("\ttab\r", "\x9b")).write(path)
    assert Verdict.read(path) == Verdict(
        False, "`\\x1b[2J`\nü\\ud800", ("\\ttab\\r", "\\x9b")
    )
