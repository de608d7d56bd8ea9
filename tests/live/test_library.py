"""The library's own tests, run in the Python that the pages have."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import sys
import zipfile
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
def folder(parts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the runner needs; where the parts were built there are npm and pip."""
    folder = tmp_path_factory.mktemp("library")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LIVE / name, folder)
    npm = shutil.which("npm") or "npm"
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    run([npm, "ci", *quiet], folder)
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
    options = [*PYTHON, *PLATFORM, "--platform=any", "-r", str(REQUIREMENTS)]
    run([*pip, *options, "-d", "wheels"], folder)
    for wheel in (folder / "wheels").iterdir():
        zipfile.ZipFile(wheel).extractall(folder / "packages")
    # The pages have a part of the standard library; pytest needs more of it.
    whole = folder / "node_modules" / "pyodide" / "python_stdlib.zip"
    zipfile.ZipFile(whole).extractall(folder / "std")
    packed = (parts / "std.zip.gz").read_bytes()
    (folder / "std.zip").write_bytes(gzip.decompress(packed))
    (folder / "compiled").mkdir()
    return folder


def run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr or done.stdout


# Each room has a process of its own, so that none is disturbed by what another leaves;
# what one has compiled the next ones need not.
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
    node: str, folder: Path, room: str
) -> None:
    inside = [f"--ignore={each}" for each in ROOMS if each.startswith(f"{room}/")]
    # Python's frames are deeper on the stack of WebAssembly than on its own.
    options = ["--no-warnings", "--stack-size=3900"]
    done = subprocess.run(
        [node, *options, HERE / "run_library.mjs", folder, room, *inside],
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
