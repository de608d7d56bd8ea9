"""The suites of other projects, plain and with our tools: they must end alike.

``python -m tests.suites`` fetches their sources from PyPI into a folder of its own, and
runs each suite three times: plain, under the deadlock detector, and recorded.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Project:
    """Whose suite is run."""

    tests: str
    """Where the tests are in its source distribution."""
    needs: tuple[str, ...] = ()
    """What they need beside pytest and pytest-trio."""
    options: tuple[str, ...] = ()
    """What pytest has to be told, as its configuration is not in the distribution."""


PROJECTS = {
    "trio-util": Project("tests", options=("-o", "trio_mode=true")),
    "tricycle": Project("tricycle/_tests"),
    # Its configuration wants pytest-cov, and some of its tests a machine at rest.
    "aiometer": Project(
        "tests", options=("-o", "addopts=", "-k", "not TestMaxPerSecond")
    ),
    "pytest-trio": Project("pytest_trio/_tests", ("hypothesis",)),
    "trio-websocket": Project("tests", ("trustme", "attrs"), ("-o", "trio_mode=true")),
    "httpcore": Project(
        "tests",
        ("h2", "socksio", "pytest-httpbin", "anyio"),
        # These two may fail, as they say, and do so if 10 ms of real time are too few.
        ("-o", "addopts=", "-k", "not test_h2_timeout_during_re"),
    ),
}

# How each suite is run; the others are held to the first.
WAYS = {
    "plain": ("-p", "no:trio_patterns"),
    "watched": ("--deadlock-detector",),
    "recorded": ("-p", "record_every_run"),
}

Outcomes = dict[str, str]


def environment(folder: Path, projects: Iterable[str]) -> Path:
    """Install this package and the projects in an environment; give its Python."""
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    needs = {need for name in projects for need in PROJECTS[name].needs}
    packages = ["pytest", "pytest-trio", "pytest-timeout", *sorted(needs), *projects]
    pip(programs / "python", "install", "--editable", str(ROOT), *packages)
    return programs / "python"


def fetched(python: Path, name: str, folder: Path) -> Path:
    """Fetch the sources of the version that is installed, and unpack them."""
    show = [
        str(python),
        "-c",
        f"from importlib.metadata import *; print(version({name!r}))",
    ]
    version = subprocess.run(show, check=True, capture_output=True, text=True).stdout
    target = folder / name
    wanted = f"{name}=={version.strip()}"
    pip(python, "download", "--no-deps", "--no-binary", name, "-d", str(target), wanted)
    (archive,) = target.glob("*.tar.gz")
    with tarfile.open(archive) as sources:
        sources.extractall(target, filter="data")
    (unpacked,) = (it for it in target.iterdir() if it.is_dir())
    return unpacked


def pip(python: Path, *arguments: str) -> None:
    """Call pip, quietly."""
    quiet = ["-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([python, *quiet, *arguments], check=True)


def run_suite(
    python: Path, project: Project, sources: Path, way: str, options: Iterable[str] = ()
) -> Outcomes:
    """Run a suite in one of the ways, and give the outcome of each test."""
    junit = sources / f"{way}.xml"
    command = [
        *(str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=120"),
        # Some can't be imported with a newer Trio than theirs.
        "--continue-on-collection-errors",
        *(f"--junitxml={junit}", "-o", f"pythonpath={HERE}"),
        *(*project.options, *WAYS[way], *options, project.tests),
    ]
    (sources / f"{way}.txt").write_bytes(
        subprocess.run(command, check=False, cwd=sources, stdout=subprocess.PIPE).stdout
    )
    if not junit.exists():
        raise RuntimeError(f"pytest has run no tests, see {sources / way}.txt")
    return dict(outcomes_in(junit.read_text(encoding="utf-8")))


def outcomes_in(junit: str) -> Iterator[tuple[str, str]]:
    """Read pytest's report: the tests, and for each how it has ended."""
    for case in ET.fromstring(junit).iter("testcase"):  # noqa: S314  # pytest's own
        kinds = sorted({it.tag for it in case} & {"failure", "error", "skipped"})
        name = f"{case.get('classname')}::{case.get('name')}"
        yield name, "+".join(kinds) or "passed"


def changed(plain: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Say for each test whose outcome is not as it was, what it was and is."""
    tests = sorted({*plain, *other})
    return [
        f"{test}: {plain.get(test, 'not run')}, then {other.get(test, 'not run')}"
        for test in tests
        if plain.get(test) != other.get(test)
    ]
