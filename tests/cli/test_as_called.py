"""The commands in messages are those that work as typed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from trio_patterns.cli.as_called import program, python, quoted

here = pytest.mark.skipif(sys.platform == "win32", reason="paths of Unix")


@here
@pytest.mark.parametrize(
    ("called", "on_path", "said"),
    [
        (".venv/bin/trio-patterns", {}, "{cwd}/.venv/bin/trio-patterns"),
        ("/a b/trio-patterns", {}, "'/a b/trio-patterns'"),
        ("/x/trio-patterns", {"trio-patterns": "/x/trio-patterns"}, "trio-patterns"),
        ("/x/trio-patterns", {"trio-patterns": "/y/trio-patterns"}, "/x/trio-patterns"),
        ("/x/trio_patterns/__main__.py", {}, f"{sys.executable} -m trio_patterns"),
        (
            "/x/trio_patterns/__main__.py",
            {"python": sys.executable},
            "python -m trio_patterns",
        ),
        ("/x/pytest", {}, "trio-patterns"),
    ],
)
def test_the_program_is_named_as_it_was_called(
    monkeypatch: pytest.MonkeyPatch, called: str, on_path: dict[str, str], said: str
) -> None:
    monkeypatch.setattr(sys, "argv", [called])
    monkeypatch.setattr("shutil.which", on_path.get)
    assert program() == said.format(cwd=Path.cwd())


@here
def test_the_python_of_an_environment_that_is_not_active(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/v/bin/python")
    monkeypatch.setattr("shutil.which", {"python": "/usr/bin/python"}.get)
    assert python() == "/v/bin/python"


def test_a_path_is_quoted_if_it_must_be() -> None:
    assert quoted(Path("exercises")) == "exercises"
    assert quoted(Path("my exercises"))[1:-1] == "my exercises"
