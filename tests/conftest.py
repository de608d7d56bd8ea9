"""What all tests share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

import hypothesis
import pytest

from trio_patterns.guide.catalogue import load
from trio_patterns.guide.toolchain import GoMissingError, Toolchain, find_go

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


# A machine that decides whether a change lands tries the same examples each time.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")


@pytest.fixture(scope="session")
def toolchain(tmp_path_factory: pytest.TempPathFactory) -> Toolchain:
    """Go. Without it a test is skipped on a user's machine, and fails in CI."""
    folder: Path = tmp_path_factory.mktemp("go")
    try:
        return find_go(load().root, folder)
    except GoMissingError as missing:
        _lacks(str(missing))


@pytest.fixture
def lacks() -> Callable[[str], NoReturn]:
    """Skips a test for want of something that CI must have; in CI the test fails."""
    return _lacks


def _lacks(what: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)
