"""Tables are read strictly, and once; a cache is never the reason for an error."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from trio_patterns import __version__
from trio_patterns.guide import tables

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "one.toml"
    path.write_text("number = 1\n", encoding="utf-8")
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "tables.json"


def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each text that is parsed."""
    texts: list[str] = []
    loads = tomllib.loads

    def noted(text: str) -> dict[str, Any]:
        texts.append(text)
        return loads(text)

    monkeypatch.setattr(tomllib, "loads", noted)
    return texts


def test_a_file_is_parsed_again_only_when_it_has_changed(
    file: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = parsed(monkeypatch)
    for _ in range(2):
        assert tables.read([file], cache) == {file: {"number": 1}}
    assert texts == ["number = 1\n"]
    file.write_text("number = 22\n", encoding="utf-8")
    assert tables.read([file], cache) == {file: {"number": 22}}
    os.utime(file, (1, 1))
    assert tables.read([file], cache) == {file: {"number": 22}}
    assert texts[1:] == ["number = 22\n"] * 2


FILES: list[Any] = [3, [], {"a": 3}, {"a": []}, {"a": [1, 2, 3]}, {"a": ["", 1, {}]}]


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", "null", "3", '{"version": "?"}', "[" * 100_000),
        *(json.dumps({"version": __version__, "files": files}) for files in FILES),
    ],
    ids=lambda content: content[:40],
)
def test_a_broken_cache_is_as_good_as_none(
    file: Path, cache: Path, content: str
) -> None:
    cache.parent.mkdir()
    cache.write_text(content, encoding="utf-8")
    for _ in range(2):
        assert tables.read([file], cache) == {file: {"number": 1}}


def test_a_cache_that_cannot_be_written_is_done_without(
    file: Path, tmp_path: Path
) -> None:
    (tmp_path / "in the way").touch()
    for cache in (tmp_path / "in the way" / "tables.json", tmp_path):
        assert tables.read([file], cache) == {file: {"number": 1}}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in the way", "one.toml"]


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG folders")
def test_a_user_without_a_home_has_no_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert tables.user_cache("x") == tmp_path / "trio-patterns" / "x"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/nowhere")
    assert str(tables.user_cache("x")) == "/nowhere/.cache/trio-patterns/x"


def test_what_is_no_toml_is_named(file: Path) -> None:
    file.write_text("number = \n", encoding="utf-8")
    with pytest.raises(tables.TableError, match=r"one\.toml: .*line 1"):
        tables.read([file])


@dataclass
class Thing:
    """What a table may hold."""

    folder: str
    name: str
    sizes: tuple[int, ...] = ()


def test_a_table_becomes_the_arguments_of_a_dataclass() -> None:
    found = tables.checked(Thing, {"name": "a", "sizes": [1, 2]}, given=["folder"])
    assert found == {"name": "a", "sizes": (1, 2)}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"name": "a", "nmae": "b"}, "nmae: no such key of Thing"),
        ({"name": "a", "folder": "b"}, "folder: no such key of Thing"),
        ({"sizes": [1]}, "name: missing"),
    ],
)
def test_a_table_is_read_strictly(table: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        tables.checked(Thing, table, given=["folder"])
