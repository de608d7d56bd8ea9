"""The package's door: what it exports, and what it needs."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import trio_patterns
import trio_patterns.testing


def test_all_names_exist_and_are_sorted() -> None:
    for package in (trio_patterns, trio_patterns.testing):
        names = package.__all__
        assert list(names) == sorted(names)
        assert all(hasattr(package, name) for name in names)


def test_every_public_function_and_class_of_the_library_is_exported() -> None:
    library = Path(trio_patterns.__file__).parent
    modules = [
        importlib.import_module(f"trio_patterns.{folder}{path.stem}")
        for folder in ("", "selection.", "streams.")
        for path in (library / folder.rstrip(".")).glob("[a-z]*.py")
    ]
    defined = {
        name
        for module in modules
        for name, value in inspect.getmembers(module)
        if inspect.isclass(value) or inspect.isfunction(value)
        if value.__module__ == module.__name__ and not name.startswith("_")
    }
    assert defined == set(trio_patterns.__all__) - {"CLOSED"}


def test_importing_the_package_brings_nothing_until_a_name_is_used() -> None:
    program = """
import sys
import trio_patterns, trio_patterns._pytest
assert not {"trio", "trio_patterns.selection"} & set(sys.modules)
assert {"select", "selection", "__version__"} <= set(dir(trio_patterns))
assert trio_patterns.selection.select is trio_patterns.select
assert "trio_patterns.streams" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_names_are_where_a_type_checker_finds_them() -> None:
    tree = ast.parse(Path(trio_patterns.__file__).read_text(encoding="utf-8"))
    seen = {
        node.module: {alias.name for alias in node.names}
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level == 1
    }
    assert seen == trio_patterns._NAMES  # pyright: ignore[reportPrivateUsage]


def test_a_name_that_it_does_not_have() -> None:
    with pytest.raises(AttributeError, match="'trio_patterns' has no attribute 'x'"):
        getattr(trio_patterns, "x")  # noqa: B009  # a type checker knows better


def test_importing_the_library_brings_trio_and_no_extra() -> None:
    """The command line, the guide and the testing tools stay in their rooms."""
    program = """
import sys, trio
before = set(sys.modules)
from trio_patterns import *
new = {name.partition(".")[0] for name in set(sys.modules) - before}
third_party = new - set(sys.stdlib_module_names)
assert third_party == {"trio_patterns"}, third_party
for room in ("guide", "testing", "timeline"):
    assert f"trio_patterns.{room}" not in sys.modules, room
"""
    subprocess.run([sys.executable, "-c", program], check=True)
