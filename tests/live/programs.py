"""The programs of the pages, run under Node by the modules of the page."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import live

from trio_patterns.guide import golden, parity
from trio_patterns.guide.catalogue import Construct, Pair, load
from trio_patterns.guide.output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence

    Job = dict[str, Any]
    Result = dict[str, Any]

RUNNER = Path(__file__).with_name("run_programs.mjs")


class Case(NamedTuple):
    """A pair, and what its page says of it."""

    construct: Construct
    pair: Pair
    about: dict[str, Any]


CASES = {
    f"{construct.name}-{number}": Case(
        construct, pair, json.loads(live.description(construct, pair))
    )
    for construct in load().constructs
    for number, pair in enumerate(construct.pairs, start=1)
}


def job(about: dict[str, Any], side: dict[str, Any]) -> Job:
    """The job that the page gives to a worker."""
    signals = about.get("signals") if side["language"] == "python" else None
    keys = ("language", "program", "module", "hangs")
    own = {key: side[key] for key in keys if key in side}
    return {"do": "run", "clock": about["clock"], "signals": signals, **own}


def run(node: str, parts: Path, jobs: Sequence[Job], folder: Path) -> list[Result]:
    done = subprocess.run(
        [node, "--no-warnings", str(RUNNER), str(parts), str(folder)],
        input=json.dumps(jobs),
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return cast("list[Result]", json.loads(done.stdout))


def runs_here(side: dict[str, Any]) -> bool:
    return not side.keys() & {"lacks", "refused"}


def printed(result: Result | None) -> dict[str, Any] | None:
    """What a program printed, as the page gives it to the rule."""
    if result is None:
        return None
    assert "failed" not in result, result["failed"]
    texts = {
        fd: "".join(f"{text}\n" for by, text in result["lines"] if by == fd)
        for fd in (1, 2)
    }
    return {"out": texts[1], "err": texts[2], "status": result["status"]}


def output(text: dict[str, Any], construct: Construct) -> Output:
    timed = construct.clock == "virtual"
    return Output.of_process(text["out"], text["err"], text["status"], timed=timed)


def differences(
    construct: Construct, pair: Pair, outputs: dict[str, Output]
) -> list[str]:
    """How the sides that are there break the rule of the pair."""
    said = {
        key: outputs[name]
        for key in ("go", "wrong", "trio")
        if (name := f"{construct.name}/{getattr(pair, key)}") in outputs
    }
    if len(said) < len(pair.sides):
        if pair.compare in ("lines", "groups"):  # with what was recorded
            said["golden"], _ = golden.read(construct, pair.go)
        else:
            go, wrong, trio = (
                getattr(pair, key) if key in said else ""
                for key in ("go", "wrong", "trio")
            )
            pair = replace(pair, go=go, wrong=wrong, trio=trio)
    return parity.compare(construct, pair, *said.values())
