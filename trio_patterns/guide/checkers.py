"""The type checkers, mypy and pyright: what they say of a Trio program.

They come with the `dev` extra. A machine without them has the golden files.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from trio_patterns.guide.errors import GuideError
from trio_patterns.guide.output import Line, Output

if TYPE_CHECKING:
    from trio_patterns.guide.catalogue import Construct


class CheckersMissingError(GuideError):
    """mypy or pyright is not installed; the message says what to do."""


def versions() -> str:
    """Give the versions of mypy and pyright.

    Raises:
        CheckersMissingError: One of them is not installed.
    """
    for name in ("mypy", "pyright"):
        if find_spec(name) is None:
            raise CheckersMissingError(
                f"there is no {name} here: pip install 'trio-patterns[dev]' brings it"
            )
    mypy = _python("mypy", "--version").stdout.split()[1]
    pyright = _python("pyright", "--version").stdout.split()[1]
    return f"mypy {mypy} and pyright {pyright}"


def check_types(construct: Construct, program: str, scratch: Path) -> Output:
    """Check a program with both; the lines are their messages, mypy's first.

    A copy of the program is checked, in the folder `scratch`, which also holds their
    caches: the configuration in a folder above the original might exclude it.
    """
    copy = Path(shutil.copy(construct.folder / program, scratch))
    root = str(construct.folder.parent)
    messages = [
        *(f"mypy {message}" for message in _mypy(copy, root)),
        *(f"pyright {message}" for message in _pyright(copy, root)),
    ]
    lines = tuple(Line(None, message) for message in messages)
    return Output(lines, 1 if messages else 0)


def _mypy(program: Path, root: str) -> list[str]:
    settings = ["--strict", "--config-file=", "--no-error-summary"]
    done = _python("mypy", *settings, program.name, folder=program.parent, path=root)
    return done.stdout.splitlines()


def _pyright(program: Path, root: str) -> list[str]:
    settings = json.dumps({"extraPaths": [root]})
    program.with_name("pyrightconfig.json").write_text(settings, encoding="utf-8")
    arguments = ["--outputjson", "--pythonpath", sys.executable, program.name]
    done = _python("pyright", *arguments, folder=program.parent)
    return [
        f"{program.name}:{found['range']['start']['line'] + 1}: {found['severity']}: "
        # The lines after the first one are details.
        f"{found['message'].splitlines()[0]}  [{found.get('rule', 'syntax')}]"
        for found in json.loads(done.stdout)["generalDiagnostics"]
    ]


def _python(
    module: str, *arguments: str, folder: Path | None = None, path: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  the command is ours
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env={**os.environ, "MYPYPATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
