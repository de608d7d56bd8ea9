"""The tree of the package: its rooms, and who may import whom.

An import counts wherever it stands, also in a function or under `TYPE_CHECKING`, which
put a circle off and do not undo it. `_pytest` and `__main__` are doors, an exception:
they import what is behind them when somebody asks for it, so that nobody else pays.
"""

from __future__ import annotations

import ast
import graphlib
import io
import sys
import tokenize
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "trio_patterns"

# A room may import those before it, and itself; `testing` and `timeline`, on one floor,
# not each other. What stands at the top of the package is the library.
FLOORS = [
    {"library"},
    {"_tasks"},
    {"testing", "timeline"},
    {"guide"},
    {"workshop"},
    {"cli"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
DOORS = {"trio_patterns._pytest": "testing", "trio_patterns.__main__": "cli"}

# Private, and there for all rooms.
SHARED = {"_tasks", "_checks", "_errors", "_wait_queue"}
# What a room takes of another's privates, and why.
PRIVATE_ON_PURPOSE = {
    # It draws the guide's own pictures, which leave more out than a `Timeline` may.
    ("trio_patterns.guide.run_traced", "trio_patterns.timeline._layout"),
    ("trio_patterns.guide.run_traced", "trio_patterns.timeline._svg"),
    # The watchdog of a check is a thread that no clock need wait for.
    ("trio_patterns.workshop.limits", "trio_patterns.testing._outside"),
}

# What a room may import beside Trio and the standard library.
LIBRARIES = {
    "testing": {"pytest", "_pytest", "stackscope"},
    "cli": {"click", "rich"},
}


@dataclass(frozen=True)
class Import:
    """One name that a module imports, from another or as another."""

    by: str
    module: str
    name: str


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def room_of(module: str) -> str:
    if module in DOORS:
        return DOORS[module]
    room = module.split(".")[1] if "." in module else ""
    return room if room in FLOOR else "library"


@cache
def imports() -> list[Import]:
    return [found for module in MODULES for found in imports_of(module)]


def imports_of(module: str) -> list[Import]:
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found: list[Import] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [Import(module, alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            start = ".".join([*(above if node.level else []), node.module or ""])
            for alias in node.names:
                inner = f"{start.rstrip('.')}.{alias.name}"
                outer = Import(module, start.rstrip("."), alias.name)
                found.append(Import(module, inner, "") if inner in MODULES else outer)
    return found


def is_private(name: str) -> bool:
    return any(
        part.startswith("_") and not part.startswith("__") for part in name.split(".")
    )


def code_of(path: Path) -> int:
    """Count the lines of code: not the blank ones, the comments and the docstrings."""
    source = path.read_text(encoding="utf-8")
    docstrings: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str()), end_lineno=int() as end):
                docstrings.update(range(node.lineno, end + 1))
            case _:
                pass
    silent = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER)
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in (*silent, tokenize.INDENT, tokenize.DEDENT):
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines - docstrings)


# The rules


def test_nothing_imports_in_a_circle() -> None:
    graph: dict[str, set[str]] = {module: set() for module in MODULES}
    for it in imports():
        if it.module in MODULES and it.by not in (it.module, *DOORS):
            graph[it.by].add(it.module)
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_a_room_imports_those_below_it() -> None:
    wrong = [
        f"{it.by} imports {it.module}"
        for it in imports()
        if it.module in MODULES and room_of(it.by) != room_of(it.module)
        if FLOOR[room_of(it.by)] <= FLOOR[room_of(it.module)]
    ]
    assert wrong == []


def test_what_is_private_stays_in_its_room() -> None:
    """But for the shared rooms. `_tasks` knows the library's own waits from inside."""
    wrong = [
        f"{it.by} imports {it.module} {it.name}".rstrip()
        for it in imports()
        if it.module in MODULES and room_of(it.by) not in (room_of(it.module), "_tasks")
        if is_private(it.module) or is_private(it.name)
        if it.module.split(".")[1] not in SHARED
        if (it.by, it.module) not in PRIVATE_ON_PURPOSE
    ]
    assert wrong == []


def test_the_exceptions_are_needed() -> None:
    assert {(it.by, it.module) for it in imports()} >= PRIVATE_ON_PURPOSE


def test_a_package_of_the_library_keeps_its_privates() -> None:
    """`selection` and `streams` take nothing private from each other, or give it."""
    wrong = [
        f"{it.by} imports {it.module} {it.name}".rstrip()
        for it in imports()
        if it.module in MODULES
        and room_of(it.by) == room_of(it.module) == "library"
        and it.by.split(".")[:2] != it.module.split(".")[:2]
        if is_private(it.module) or is_private(it.name)
        if it.module.split(".")[1] not in SHARED
    ]
    assert wrong == []


def test_a_room_imports_no_library_that_its_extra_does_not_bring() -> None:
    wrong = [
        f"{it.by} imports {it.module}"
        for it in imports()
        if it.module.partition(".")[0]
        not in {"trio", "trio_patterns", *sys.stdlib_module_names}
        if it.module.partition(".")[0] not in LIBRARIES.get(room_of(it.by), set())
    ]
    assert wrong == []


@pytest.mark.parametrize("module", [it for it in MODULES if room_of(it) == "library"])
def test_a_file_of_the_library_is_read_in_one_sitting(module: str) -> None:
    assert code_of(MODULES[module]) <= 250


def test_each_module_of_the_library_has_its_tests() -> None:
    """A file for each name that users import from; of a package, in a folder."""
    public = [
        path.relative_to(PACKAGE)
        for module, path in MODULES.items()
        if room_of(module) == "library" and not is_private(module)
        if path.name != "__init__.py"
    ]
    assert Path("selection/choosing.py") in public
    untested = [
        str(path)
        for path in public
        if not (ROOT / "tests" / path.with_name(f"test_{path.name}")).exists()
    ]
    assert untested == []
