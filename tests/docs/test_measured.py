"""The script behind the table of costs measures something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "measured"


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
@pytest.mark.parametrize("kind", ["thread", "task"])
def test_each_costs_something(kind: str) -> None:
    command = [sys.executable, str(FOLDER / "costs.py"), kind, "200"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, size = map(float, done.stdout.split())
    assert 0 < seconds < 1
    assert 0 < size < 1_000_000


def test_the_table_has_a_figure_for_each() -> None:
    lines = (FOLDER / "costs.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    assert [len(row) for row in rows[1:]] == [4, 4, 4]
