"""Pairs whose Trio side needs a library that may not be there."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from trio_patterns.guide import running
from trio_patterns.guide.catalogue import Step, load


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        ((), ""),
        (("json", "trio"), ""),
        (("json", "xyzzy"), "needs xyzzy: pip install 'trio-patterns[examples]'"),
        (("plugh", "xyzzy"), "needs plugh and xyzzy: "),
    ],
)
def test_what_is_missing_is_named_with_the_extra_that_brings_it(
    needs: tuple[str, ...], said: str
) -> None:
    step = Step(compare="lines", go="main.go", trio="main.py", needs=needs)
    assert running.missing(step).startswith(said)
    assert bool(running.missing(step)) == bool(said)


def test_the_extra_brings_what_the_examples_need() -> None:
    project = Path(__file__).parents[2] / "pyproject.toml"
    extras = tomllib.loads(project.read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    brought = {
        requirement.partition(">=")[0].replace("-", "_")
        for requirement in extras["examples"]
    }
    needed = {
        need for c in load().constructs for step in c.steps for need in step.needs
    }
    assert needed <= brought


def cli_without(library: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as it is where a library is not installed."""
    program = f"""
import importlib.util
find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name == {library!r} else find_spec(name)
from trio_patterns.guide.cli import run_app
run_app()
"""
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


SAID = "needs httpx2: pip install 'trio-patterns[examples]'"


def test_a_pair_that_lacks_a_library_is_skipped_with_the_reason() -> None:
    done = cli_without("httpx2", "compare", "fetch_urls")
    assert done.returncode == 0
    assert "✓" not in done.stdout
    assert done.stdout.count("skipped  fetch_urls, ") == 2
    assert done.stdout.count(SAID) == 2


def test_running_it_says_so_too() -> None:
    done = cli_without("httpx2", "run", "fetch_urls")
    assert done.returncode == 2
    assert SAID in done.stdout
    assert done.stderr == ""
