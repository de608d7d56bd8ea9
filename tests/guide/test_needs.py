"""Pairs whose Trio side needs a library that may not be there."""

from __future__ import annotations

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
