"""The library's own tests, run in the Python that the pages have."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
LIVE = HERE.parents[1] / "docs" / "live"
REQUIREMENTS = HERE / "library_requirements.txt"
# The wheels that Pyodide takes, and no others.
PYTHON = ["--only-binary=:all:", "--python-version=3.14", "--implementation=cp"]
PLATFORM = ["--abi=cp314", "--abi=none", "--platform=pyemscripten_2026_0_wasm32"]


@pytest.fixture(scope="module")
def pyodide(parts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pyodide with the whole standard library; the pages have a part of it."""
    del parts  # where they were built there are npm and pip
    folder = tmp_path_factory.mktemp("pyodide")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LIVE / name, folder)
    npm = shutil.which("npm") or "npm"
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    run([npm, "ci", *quiet], folder)
    return folder / "node_modules" / "pyodide"


@pytest.fixture(scope="module")
def wheels(parts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the tests import besides."""
    del parts
    folder = tmp_path_factory.mktemp("wheels")
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
    options = [*PYTHON, *PLATFORM, "--platform=any", "-r", str(REQUIREMENTS)]
    run([*pip, *options, "-d", str(folder)], folder)
    return folder


def run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr or done.stdout


# Each room has a process of its own, so that none is disturbed by what another leaves.
ROOMS = [
    "trio_patterns",
    *(f"tests/{room}" for room in ("_tasks", "selection", "streams", "testing")),
    "tests/timeline",
    "tests",
    "examples/chat_server/test_chat.py",
]


@pytest.mark.slow  # two thousand tests, in a slow Python
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("room", ROOMS)
def test_the_library_holds_in_the_python_of_the_pages(
    node: str, pyodide: Path, wheels: Path, room: str
) -> None:
    inside = [f"--ignore={each}" for each in ROOMS if each.startswith(f"{room}/")]
    # Python's frames are deeper on the stack of WebAssembly than on its own.
    options = ["--no-warnings", "--stack-size=3900"]
    done = subprocess.run(
        [node, *options, HERE / "run_library.mjs", pyodide, wheels, room, *inside],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    # How many ran, and how many were left out for which reason.
    sys.stdout.write(done.stdout[-500:])
    (passed,) = re.findall(r"^(\d+) passed", done.stdout, re.MULTILINE)
    left_out = re.findall(r"^(\d+) skipped: it needs", done.stdout, re.MULTILINE)
    # What is refused is the reason for a few of them, and hides no more.
    assert sum(map(int, left_out)) < int(passed) / 4
