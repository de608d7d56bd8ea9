"""Both programs of the page "Read Go" print what it shows."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.support import printed_by
from trio_patterns.guide.catalogue import examples_root
from trio_patterns.guide.toolchain import GoMissingError, find_go

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = (examples_root() / "read_go" / "main.txt").read_text(encoding="utf-8")


def test_the_trio_program() -> None:
    assert printed_by("read_go.main") == [SHOWN]


@pytest.mark.slow
def test_the_go_program(tmp_path: Path) -> None:
    try:
        toolchain = find_go(examples_root(), tmp_path)
    except GoMissingError as error:
        pytest.skip(str(error))
    done = subprocess.run(
        [toolchain.go, "run", "./read_go"],
        cwd=toolchain.root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == SHOWN
