"""Go: found, asked to build, and asked what it refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from trio_patterns.guide.output import Line

if TYPE_CHECKING:
    from pathlib import Path

    from trio_patterns.guide.toolchain import Toolchain

COPIES_A_LOCK = """
package main

import (
	"fmt"
	"sync"
)

type counter struct {
	sync.Mutex
}

func (c counter) nothing() {}

func main() {
	counter{}.nothing()
	fmt.Println("ran")
}
"""


@pytest.fixture
def module(toolchain: Toolchain, tmp_path: Path) -> Toolchain:
    """A module of Go with nothing in it yet."""
    text = "module example.com/triopatterns\n\ngo 1.25.0\n"
    (tmp_path / "go.mod").write_text(text, encoding="utf-8")
    return replace(toolchain, root=tmp_path, output=tmp_path / "out", _built=set())


def write(root: Path, program: str, text: str) -> None:
    path = root / "sample" / program
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


def test_the_compiler_refuses(module: Toolchain) -> None:
    text = "package main\n\nfunc main() {\n\tx := 1\n}\n"
    write(module.root, "_refused/main.go", text)
    output = module.vet_or_build("sample", "_refused/main.go", "build")
    assert output.exit == 1
    assert output.lines == (Line(None, "main.go:4:2: declared and not used: x"),)
    vetted = module.vet_or_build("sample", "_refused/main.go", "vet")
    assert vetted == output


def test_vet_refuses_what_would_run(module: Toolchain) -> None:
    write(module.root, "_copies/main.go", COPIES_A_LOCK)
    said = "main.go:13:9: nothing passes lock by value: "
    output = module.vet_or_build("sample", "_copies/main.go", "vet")
    assert output.exit == 1
    assert output.lines[0].text.startswith(said)
    assert module.vet_or_build("sample", "_copies/main.go", "build").exit == 0
    assert module.program("sample", "_copies/main.go", "real")
