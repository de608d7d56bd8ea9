"""Go: found, asked to build, and asked what it refuses."""

from __future__ import annotations

import sys
import sysconfig
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from trio_patterns.guide.catalogue import load
from trio_patterns.guide.outcomes import outputs_or_recorded
from trio_patterns.guide.output import Line
from trio_patterns.guide.toolchain import GoMissingError, find_go

if TYPE_CHECKING:
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


class FakeGo(Protocol):
    """Put a `go` on the PATH, of this text, and give its path."""

    def __call__(self, text: str, mode: int = 0o755) -> Path: ...


@pytest.fixture
def fake_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeGo:
    """A `go` that is a shell script, and the only one there is."""
    if sys.platform == "win32":
        pytest.skip("the fake go is a shell script")
    if (Path(sysconfig.get_path("scripts")) / "go").exists():
        pytest.skip("the `go` extra is installed in this environment")

    def fake_go(text: str, mode: int = 0o755) -> Path:
        path = tmp_path / "bin" / "go"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)

        def which(name: str) -> str:
            del name
            return str(path)

        monkeypatch.setattr("shutil.which", which)
        return path

    return fake_go


def answering(version: str, otherwise: str = "") -> str:
    """A fake go that knows its version."""
    answer = f'{{"GOVERSION": "{version}", "CGO_ENABLED": "0"}}'
    return f"#!/bin/sh\n[ $1 = env ] && echo '{answer}' && exit\n{otherwise}\n"


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        (answering("go1.19.8"), 0o755, "is too old: it is go1.19.8, and the exampl"),
        (answering("go1.24"), 0o755, "the examples need 1.25; pip install"),
        (answering("gone"), 0o755, "'gone' is no version of Go"),
        ("#!/bin/sh\n", 0o755, "asked for its version it says ''"),
        ("#!/bin/sh\necho nonsense\n", 0o755, "it says 'nonsense'; pip install"),
        ("#!/bin/sh\necho '[1]'\n", 0o755, "it says '[1]'; pip install"),
        ("no program", 0o755, "can't be used: Exec format error; pip install"),
        (answering("go1.26"), 0o644, "can't be used: Permission denied; pip install"),
        ("#!/bin/sh\nexit 3\n", 0o755, "can't be used: it ended with status 3; pip"),
        (
            "#!/bin/sh\necho 'go: go1.25: toolchain not available' >&2\nexit 1",
            0o755,
            "toolchain not available; pip install",
        ),
    ],
)
def test_go_that_cannot_be_used_is_a_line(
    fake_go: FakeGo, tmp_path: Path, text: str, mode: int, said: str
) -> None:
    go = fake_go(text, mode)
    with pytest.raises(GoMissingError) as caught:
        find_go(load().root, tmp_path)
    (line,) = str(caught.value).splitlines()
    assert line.startswith(str(go))
    assert said in line


@pytest.mark.parametrize("version", ["go1.25.0", "go1.30rc1", "devel go1.27-ab12 Sat"])
def test_go_that_is_new_enough(fake_go: FakeGo, tmp_path: Path, version: str) -> None:
    fake_go(answering(version))
    assert find_go(load().root, tmp_path).version == version


@pytest.mark.slow  # compares a pair for each kind of trouble
@pytest.mark.parametrize(
    ("otherwise", "helps"),
    [
        ("echo 'open /c/go-build: permission denied in cache' >&2; exit 1", "GOCACHE"),
        ("echo 'build cache: GOCACHE is not an absolute path' >&2; exit 1", "GOCACHE"),
        (
            "echo 'm.go:1:2: x: no net\n# pkg [setup failed]' >&2; exit 1",
            ": x: no net; pip",
        ),
        ("echo 'm.go:3:2: x/sync: GOPROXY=off' >&2; exit 1", "`go mod download`"),
        ("exit 0", "there is no program"),
        ("exit 1", "it ended with status 1"),
    ],
)
def test_what_go_cannot_build_is_what_was_recorded(
    fake_go: FakeGo, tmp_path: Path, otherwise: str, helps: str
) -> None:
    fake_go(answering("go1.26.0", otherwise))
    toolchain = find_go(load().root, tmp_path)
    for name in ("hedged", "one_way"):
        construct = load().find(name)
        pair = construct.pairs[0]
        outputs, trouble = outputs_or_recorded(construct, pair, toolchain)
        if name == "one_way" and otherwise == "exit 0":
            continue  # Nothing is built where go judges a program.
        assert outputs == outputs_or_recorded(construct, pair, None)[0]
        assert helps in trouble
        assert "\n" not in trouble
