"""The learner's program: a file that is compiled once and loaded anew for each run.

So nothing is left over from the run before.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import trio

from .limits import place, place_in
from .verdict import Wrong

_MODULE = "learner"


class LearnersProgram:
    """A file of the learner's, and the module that it was loaded as last."""

    def __init__(self, path: Path) -> None:
        self.path: str = str(path)
        self._code: Any = None
        self._module = ModuleType(_MODULE)

    def compile(self) -> None:
        """Compile the file.

        Raises:
            Wrong: It is not Python.
        """
        try:
            text = _text(self.path)
            self._code = compile(text, self.path, "exec", dont_inherit=True)
        except SyntaxError as error:
            where = place(self.path, error.lineno or 1)
            raise Wrong(f"{where} is not Python: {error.msg}") from None
        except (UnicodeDecodeError, ValueError) as error:
            raise Wrong(f"the file is not text in UTF-8: {error}") from None

    def load(self) -> Any:
        """Give a new module, made by running the file."""
        self._module = module = ModuleType(_MODULE)
        module.__file__ = self.path
        sys.modules[_MODULE] = module
        exec(self._code, module.__dict__)  # noqa: S102  # grading means running it
        return module

    def load_first(self) -> None:
        """Load the program where Trio does not run, and the program must not start it.

        Raises:
            Wrong: It calls `trio.run` when it is imported.
        """
        run = trio.run

        def refuse(*_args: object, **_kwargs: object) -> NoReturn:
            raise Wrong(
                f"{place_in(self.path, inspect.currentframe())} runs as soon as the "
                'file is imported: put it under `if __name__ == "__main__":`'
            )

        trio.run = refuse
        try:
            self.load()
        finally:
            trio.run = run

    def has(self, *names: str) -> None:
        """Check that the program defines these names.

        Raises:
            Wrong: One of them is missing.
        """
        for name in names:
            owner: Any = self._module
            for part in name.split("."):
                if not hasattr(owner, part):
                    raise Wrong(
                        f"there is no `{name}` in the program: the check uses it, so "
                        "keep its name"
                    )
                owner = getattr(owner, part)

    def source(self) -> str:
        """Give the text of the program, without its comments."""
        return re.sub(r"#.*", "", _text(self.path))


def _text(path: str) -> str:
    """Read a file; editors on Windows begin it with a byte-order mark."""
    return Path(path).read_text(encoding="utf-8-sig")
