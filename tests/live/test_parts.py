"""What the pages load: how much it is, and whose."""

from __future__ import annotations

import json
import re
from pathlib import Path

import build
import go_compiler
import pytest

LIVE = Path(build.__file__).parent

# What the first run of a pair takes, in both languages.
FIRST_RUN = [
    "pyodide.asm.wasm.gz",
    "pyodide.asm.mjs.gz",
    "pyodide.mjs",
    "lock.json",
    "std.zip.gz",
    "library.zip.gz",
    "examples.json.gz",
    "go.wasm.gz",
]


def test_the_first_run_of_both_sides_is_not_heavier(parts: Path) -> None:
    assert sum((parts / name).stat().st_size for name in FIRST_RUN) < 8_500_000


def test_the_compiler_is_not_heavier(parts: Path) -> None:
    first, more, net = go_compiler.sizes(parts)
    assert first < 12_500_000
    assert more < 14_000_000
    assert net < 21_500_000


def test_each_part_has_its_licence(parts: Path) -> None:
    licences = {path.name.lower() for path in (parts / "licences").iterdir()}
    pinned = re.findall(r"(?m)^([\w-]+)==", (LIVE / "requirements.txt").read_text())
    package = json.loads((LIVE / "package.json").read_text())["dependencies"]
    wanted = [name.replace("-", "_") for name in pinned]
    wanted += [
        name.removeprefix("@").replace("/", "-")
        for name in package
        if name.startswith("@")
    ]
    wanted += ["pyodide.txt", "python.txt", "go.txt", "go-sync.txt", "go-time.txt"]
    missing = [
        name for name in wanted if not any(there.startswith(name) for there in licences)
    ]
    assert missing == []


def test_a_missing_tool_is_named() -> None:
    with pytest.raises(build.BuildError, match=r"there is no xyzzy here"):
        build.run("xyzzy", "ci")


def test_a_tool_that_fails_says_why() -> None:
    with pytest.raises(build.BuildError, match=r"python3? failed: .*nothing_there"):
        build.run("python3", "-m", "nothing_there")
