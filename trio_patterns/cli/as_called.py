"""How to call this program, and Python: for commands in messages, which work as typed.

The README's first commands are `.venv/bin/trio-patterns` and `python -m trio_patterns`.
Neither is found as `trio-patterns`, nor from another folder.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path


def program() -> str:
    """Give the command that calls this program, from any folder."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py" and called.parent.name == "trio_patterns":
        return f"{python()} -m trio_patterns"
    if called.stem == "trio-patterns":
        return _shortest("trio-patterns", called)
    return "trio-patterns"  # Called by another program: a test, for instance.


def python() -> str:
    """Give the command that calls this Python, from any folder."""
    return _shortest("python", Path(sys.executable))


def quoted(path: Path | str) -> str:
    """Write a path as an argument for the shell, in quotes if it needs any."""
    if sys.platform == "win32":
        return subprocess.list2cmdline([str(path)])
    return shlex.quote(str(path))


def _shortest(name: str, path: Path) -> str:
    """Give the name alone if the shell finds this very file by it."""
    found = shutil.which(name)
    # Not resolved: the Python of a virtual environment is a link to another one.
    if found is not None and Path(found).absolute() == path.absolute():
        return name
    return quoted(path.absolute())
