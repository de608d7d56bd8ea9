"""What the tests of the live pages share."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import live
import pytest

from trio_patterns.guide.catalogue import examples_root

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import NoReturn


@pytest.fixture(scope="session")
def parts() -> Path:
    """What `docs/live/build.py` has built.

    `.ci/run docs` builds it and names it in `TRIO_PATTERNS_LIVE`; elsewhere it may lack.
    """
    built = live.folder(examples_root().parent / "docs")
    if built is None:
        pytest.skip("the live pages are not built; python docs/live/build.py does it")
    return built


@pytest.fixture
def node(lacks: Callable[[str], NoReturn]) -> str:
    """The program that runs JavaScript."""
    return shutil.which("node") or lacks("there is no Node")
