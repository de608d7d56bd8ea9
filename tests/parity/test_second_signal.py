"""A program in its grace period that is told once more to end does so at once."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from trio_patterns.guide import running
from trio_patterns.guide.catalogue import Side, Signal, load

if TYPE_CHECKING:
    from trio_patterns.guide.toolchain import Toolchain

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")

CONSTRUCT = load().find("graceful_shutdown")
PAIR = CONSTRUCT.pairs[1]


@pytest.mark.parametrize("side", PAIR.sides, ids=lambda side: side.title)
def test_a_second_sigterm_is_the_end(side: Side, toolchain: Toolchain) -> None:
    again = Signal(after="INFO stopping", send="SIGTERM")
    pair = replace(PAIR, signals=(*PAIR.signals, again))
    command = running.command(CONSTRUCT, side, "real", toolchain)
    output = running.run(CONSTRUCT, command, "real", pair, side)
    assert output.exit == -15
    said = [line.text for line in output.lines]
    assert said[:3] == [
        "INFO job taken job=poll",
        "INFO job taken job=export",
        "INFO stopping",
    ]
    assert "INFO bye" not in said
    assert "INFO job given up job=export" not in said
