"""The steps of `.ci/run`, and what calls them."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
WORKFLOWS = ROOT / ".github" / "workflows"


def steps(which: str) -> list[str]:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    names: str
    (names,) = re.findall(rf"^{which}=\((.*)\)$", script, re.MULTILINE)
    return names.split()


@pytest.mark.skipif(sys.platform == "win32", reason="needs bash")
def test_an_unknown_step_is_refused_before_any_runs() -> None:
    done = subprocess.run(
        ["bash", ROOT / ".ci" / "run", "lint", "xyzzy"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    there = " ".join(steps("all") + steps("more"))
    assert done.stderr == f"there is no step xyzzy; the steps are: {there}\n"


def test_each_step_has_its_function() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    functions = re.findall(r"^step_(\w+)\(\)", script, re.MULTILINE)
    assert sorted(functions) == sorted(steps("all") + steps("more"))
    assert set(steps("alone")) < set(steps("all"))


def test_the_workflow_calls_every_step() -> None:
    workflow = (WORKFLOWS / "ci.yml").read_text(encoding="utf-8")
    (matrix,) = re.findall(r"^ +step: \[(.*)\]$", workflow, re.MULTILINE)
    called = matrix.split(", ") + re.findall(r"\.ci/run (\w+)$", workflow, re.MULTILINE)
    # A job for each version of Python stands for `pythons`.
    assert sorted(called) == sorted({*steps("all"), "tests"} - {"pythons"})


def test_what_needs_the_live_pages_runs_where_they_are_built() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (docs,) = re.findall(r"(?ms)^step_docs\(\) \{$(.*?)^\}$", script)
    order = ["chromium_is_here", "firefox_is_here", "docs/live/build.py", "tests/live"]
    places = [docs.index(what) for what in order]
    assert places == sorted(places)
    (command,) = re.findall(r"^.* tests/live$", docs, re.MULTILINE)
    assert '-m "slow or not slow"' in command
    (slow,) = re.findall(r"(?ms)^step_slow\(\) \{$(.*?)^\}$", script)
    assert "--ignore=tests/live" in slow


READY = {
    "pyproject.toml": '[project]\n[project.urls]\nSource = "https://example.com"\n',
    "trio_patterns/__init__.py": '__version__ = "1.2.0"\n',
    "changes/README.md": "How to write one.\n",
    "CHANGELOG.md": "## 1.2.0 (2030-01-01)\n",
}


@pytest.mark.parametrize(
    ("changed", "tag", "said"),
    [
        ({}, "v1.2.0", []),
        ({}, "", []),
        ({}, "v1.3.0", ["the tag is v1.3.0, and the version 1.2.0"]),
        (
            {"pyproject.toml": "[project]\n"},
            "",
            ["pyproject.toml has no [project.urls]"],
        ),
        ({"changes/+a.fix.md": "Mended.\n"}, "", ["changes/ is not empty"]),
        ({"CHANGELOG.md": "## 1.1 (2029-01-01)\n"}, "", ["says nothing of 1.2.0"]),
    ],
)
def test_a_release_that_is_not_ready_is_refused(
    tmp_path: Path, changed: dict[str, str], tag: str, said: list[str]
) -> None:
    for name, text in {**READY, **changed}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    script: dict[str, Any] = runpy.run_path(str(ROOT / ".ci" / "release.py"))
    problems = script["problems"](tmp_path, tag)
    assert len(problems) == len(said)
    assert all(part in line for part, line in zip(said, problems, strict=True))
