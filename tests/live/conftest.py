"""What the tests of the live pages share."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import live
import pytest

from trio_patterns.guide.catalogue import examples_root

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def parts() -> Path:
    """What `docs/live/build.py` has built.

    `.ci/run docs` builds it, as `TRIO_PATTERNS_LIVE`; elsewhere it may be lacking.
    """
    built = live.folder(examples_root().parent / "docs")
    if built is None:
        pytest.skip("the live pages are not built; python docs/live/build.py does it")
    return built


@pytest.fixture(scope="session")
def node() -> str:
    """The program that runs JavaScript, which the build of the parts needs too."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("there is no Node")
    return found
