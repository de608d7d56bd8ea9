"""The package's door: what it exports, and what it needs."""

from __future__ import annotations

import subprocess
import sys

import trio_patterns
import trio_patterns.testing


def test_all_names_exist_and_are_sorted() -> None:
    for package in (trio_patterns, trio_patterns.testing):
        names = package.__all__
        assert list(names) == sorted(names)
        assert all(hasattr(package, name) for name in names)


def test_every_public_function_and_class_of_the_library_is_exported() -> None:
    defined = {
        name
        for module in vars(trio_patterns).copy().values()
        if getattr(module, "__package__", None) == "trio_patterns"
        and not module.__name__.rpartition(".")[2].startswith(("_", "conftest"))
        for name, value in vars(module).items()
        if not name.startswith("_")
        and getattr(value, "__module__", None) == module.__name__
        and callable(value)
    }
    assert defined <= set(trio_patterns.__all__)


def test_importing_the_library_brings_trio_and_no_extra() -> None:
    """The command line, the guide and the testing tools stay in their rooms."""
    program = """
import sys, trio
before = set(sys.modules)
import trio_patterns
new = {name.partition(".")[0] for name in set(sys.modules) - before}
third_party = new - set(sys.stdlib_module_names)
assert third_party <= {"trio_patterns", "trio", "trio_util"}, third_party
for room in ("guide", "testing", "timeline"):
    assert f"trio_patterns.{room}" not in sys.modules, room
"""
    subprocess.run([sys.executable, "-c", program], check=True)
