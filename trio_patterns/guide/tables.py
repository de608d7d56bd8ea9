"""Read the TOML tables of the examples: strictly, and each file once.

`tomllib` is written in Python: for all the folders it takes longer than anything else
that a command of the command line does. So the tables are kept in the user's cache
folder, and a file is parsed again only when its time or its size has changed. A cache
that can't be read, written or understood is as good as none; nothing depends on it.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from contextlib import suppress
from dataclasses import MISSING, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trio_patterns import __version__

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Table = dict[str, Any]


class TableError(ValueError):
    """A file is no TOML; the message names the file and the line."""


def read(paths: Iterable[Path], cache: Path | None = None) -> dict[Path, Table]:
    """Read the tables of these files, or take them from the `cache`.

    Raises:
        TableError: A file is no TOML.
    """
    known = _load(cache) if cache else {}
    kept: dict[str, list[Any]] = {}
    for path in paths:
        status = path.stat()
        stamp = [status.st_mtime_ns, status.st_size]
        entry = known.get(str(path))
        if entry is None or entry[:2] != stamp:
            entry = [*stamp, _parse(path)]
        kept[str(path)] = entry
    if cache and kept != known:
        _save(cache, kept)
    return {Path(name): table for name, (_, _, table) in kept.items()}


def checked(
    kind: type, table: Mapping[str, Any], given: Collection[str] = ()
) -> dict[str, Any]:
    """Give the keyword arguments for a dataclass, the lists of the table as tuples.

    Args:
        kind: The dataclass; its fields say what can stand in the table.
        table: The table.
        given: The fields that the caller has from elsewhere.

    Raises:
        ValueError: A key has no field, or a field without a default has no key.
    """
    own = [item for item in fields(kind) if item.name not in given]
    if unknown := sorted(set(table) - {item.name for item in own}):
        raise ValueError(f"{', '.join(unknown)}: no such key of {kind.__name__}")
    required = [
        item.name
        for item in own
        if item.default is MISSING and item.default_factory is MISSING
    ]
    if missing := [name for name in required if name not in table]:
        raise ValueError(f"{', '.join(missing)}: missing")
    return {key: _frozen(value) for key, value in table.items()}


def user_cache(name: str) -> Path:
    """Give the path of a file in this user's cache folder; the folder may be absent."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "~/AppData/Local")
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    # Without a home folder "~" stays as it is, and there is no cache.
    return Path(os.path.expanduser(base), "trio-patterns", name)  # raises


def _parse(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise TableError(f"{path}: {error}") from error


def _load(cache: Path) -> dict[str, list[Any]]:
    """Read the entries of a cache: by its path, the stamp and the table of a file."""
    with suppress(
        OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError
    ):
        content: Any = json.loads(cache.read_text(encoding="utf-8"))
        if content["version"] == __version__:
            files: dict[str, list[Any]] = content["files"]
            if all(_is_entry(entry) for entry in files.values()):
                return files
    return {}


def _is_entry(entry: Any) -> bool:
    mtime, size, table = entry
    return all(isinstance(n, int) for n in (mtime, size)) and isinstance(table, dict)


def _save(cache: Path, files: dict[str, list[Any]]) -> None:
    # Another process may read or write at the same time: it sees all of it or nothing.
    unfinished = cache.with_name(f"{cache.name}.{os.getpid()}")
    content = json.dumps({"version": __version__, "files": files})
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(content, encoding="utf-8")
        unfinished.replace(cache)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _frozen(value: Any) -> Any:
    """Give a list of TOML as a tuple, and anything else as it is."""
    return (*value,) if isinstance(value, list) else value
