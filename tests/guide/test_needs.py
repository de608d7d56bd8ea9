"""Pairs whose Trio side needs a library that may not be there."""

from __future__ import annotations

import ast
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

from trio_patterns.guide import running
from trio_patterns.guide.catalogue import Pair, load

CATALOGUE = load()
PAIRS = [
    (construct, pair) for construct in CATALOGUE.constructs for pair in construct.pairs
]


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
    pair = Pair(compare="lines", go="main.go", trio="main.py", needs=needs)
    assert running.missing(pair).startswith(said)
    assert bool(running.missing(pair)) == bool(said)


def test_the_extra_brings_what_the_examples_need() -> None:
    project = Path(__file__).parents[2] / "pyproject.toml"
    extras = tomllib.loads(project.read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    brought = {
        requirement.partition(">=")[0].replace("-", "_")
        for requirement in extras["examples"]
    }
    needed = {need for _, pair in PAIRS for need in pair.needs}
    assert needed == brought


def test_a_pair_names_each_library_that_it_imports() -> None:
    unlike: dict[str, tuple[set[str], tuple[str, ...]]] = {}
    for construct, pair in PAIRS:
        imported: set[str] = set()
        for side in pair.sides:
            if side.language == "python":
                imported |= imported_by(construct.folder / side.program)
        others = imported - set(sys.stdlib_module_names) - {"trio", "trio_patterns"}
        if others != set(pair.needs):
            unlike[f"{construct.name}, {pair.trio or pair.go}"] = others, pair.needs
    assert unlike == {}


@cache
def imported_by(program: Path) -> set[str]:
    """The libraries that a program imports, itself or by way of a module beside it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(program.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names = [node.module, *(f"{node.module}.{it.name}" for it in node.names)]
        for name in names:
            ours = CATALOGUE.root.joinpath(*name.split("."))
            if (module := ours.with_suffix(".py")).exists():
                found |= imported_by(module)
            elif (package := ours / "__init__.py").exists():
                found |= imported_by(package)
            elif not (CATALOGUE.root / name.partition(".")[0]).exists():
                found.add(name.partition(".")[0])
    return found
