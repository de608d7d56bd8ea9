"""The package's door: what it exports, and what it needs."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from pathlib import Path

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


def test_importing_the_library_brings_trio_and_no_extra() -> None:
    """The command line, the guide and the testing tools stay in their rooms."""
    program = """
import sys, trio
before = set(sys.modules)
import trio_patterns
new = {name.partition(".")[0] for name in set(sys.modules) - before}
third_party = new - set(sys.stdlib_module_names)
assert third_party == {"trio_patterns"}, third_party
for room in ("guide", "testing", "timeline"):
    assert f"trio_patterns.{room}" not in sys.modules, room
"""
    subprocess.run([sys.executable, "-c", program], check=True)
