"""The reader's programs and the examples: each begins anew in the one interpreter.

Elsewhere a program has a process of its own.
"""

from __future__ import annotations

import gc
import importlib.util
import linecache
import logging
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

# Where the worker has written the examples; what the reader edits takes their place.
EXAMPLES = Path("/examples")
os.environ["TRIO_PATTERNS_EXAMPLES"] = str(EXAMPLES)
sys.path.insert(0, str(EXAMPLES))

_FOLDER = f"{EXAMPLES}/"
_originals: dict[Path, str] = {}
# What a `TracebackException` has for an error that was never raised.
_NO_STACK: Any = None


def module_of(program: str, source: str | None) -> str:
    """Name the module of a program that is to begin, written anew if it was edited."""
    forget()
    gc.collect()
    for path, text in _originals.items():
        _write(path, text)
    _originals.clear()
    if source is not None:
        path = EXAMPLES / program
        _originals[path] = path.read_text(encoding="utf-8")
        _write(path, source)
    linecache.clearcache()
    importlib.invalidate_caches()
    return program.removesuffix(".py").replace("/", ".")


def write(path: Path, text: str) -> None:
    """Write what the reader has, whatever it is: that it is no Python, Python says."""
    path.write_text(text, encoding="utf-8", errors="surrogatepass")


def _write(path: Path, text: str) -> None:
    write(path, text)
    # Written twice in a second, of one size, it would look as if it were compiled.
    Path(importlib.util.cache_from_source(path)).unlink(missing_ok=True)


def forget() -> None:
    """Forget the modules of the program before, and what it has left behind."""
    # All are found before any is dropped: the path of a package is that of its parent.
    theirs = [name for name, module in [*sys.modules.items()] if _is_an_example(module)]
    for name in theirs:
        del sys.modules[name]
    logging.getLogger("example").handlers.clear()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


def _is_an_example(module: ModuleType) -> bool:
    places = [getattr(module, "__file__", None) or "", *getattr(module, "__path__", ())]
    return any(place.startswith(_FOLDER) for place in places)


def traceback_of(error: BaseException) -> str:
    """Write the traceback of an error without the frames that are not the reader's."""
    report = traceback.TracebackException.from_exception(error)
    _cut(report)
    return "".join(report.format()).replace(_FOLDER, "")


def _cut(report: traceback.TracebackException) -> None:
    theirs = [frame for frame in report.stack if frame.filename.startswith(_FOLDER)]
    # Without any the error stands alone, as a deadlock, which says where by itself.
    report.stack = traceback.StackSummary.from_list(theirs) if theirs else _NO_STACK
    for other in (report.__cause__, report.__context__, *(report.exceptions or ())):
        if other is not None:
            _cut(other)
