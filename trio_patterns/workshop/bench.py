"""Where the learner's program is tried: what an exercise's ``check.py`` works with.

A check is a function ``check(bench)`` that runs scenarios and raises `Wrong` with what
it saw and what it should have seen. The usual three parts are `Bench.trial`, for a
look at the program's own `main` beside the Go original; `Bench.in_every_order`; and
`Bench.cancelled_everywhere`. An error that the program raises, a deadlock, a coroutine
that nobody awaits, a call that blocks: the bench tells of these by itself.

A scenario is an async function of the program. The program is loaded anew for each run,
so that nothing is left over from the one before.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import trio

from trio_patterns.guide.outcome import Line, Outcome
from trio_patterns.testing import DeadlockError, cancel_everywhere, explore
from trio_patterns.testing.schedules import run as run_once

from .exercises import Exercise, lines_of
from .explain import (
    describe,
    describe_deadlock,
    describe_warning,
    leaves,
    of_kind,
    seconds,
)
from .limits import Steps, Watchdog, place, place_in
from .surroundings import MOST_LINES, Paper, install
from .verdict import Verdict

__all__ = ["Bench", "Program", "Trial", "Wrong", "leaves", "of_kind", "seconds"]

Program = Any
"""The learner's module: its attributes are what the file defines."""

Scenario = Callable[[Program], Awaitable[object]]

# The task order in which the ready tasks run in the order in which they started.
_OLDEST_FIRST = -1

_MODULE = "learner"


class Wrong(Exception):  # noqa: N818  it is the program that is wrong
    """What is wrong with the program, in a sentence or two for the learner."""


@dataclass(frozen=True)
class Trial:
    """What one run of a scenario gave."""

    lines: tuple[Line, ...]
    seconds: float
    tasks: int = 0
    result: Any = None
    error: Exception | None = None

    @property
    def texts(self) -> list[str]:
        """The lines without their times."""
        return [line.text for line in self.lines]

    def having(self, text: str) -> list[Line]:
        """The lines in which a text stands."""
        return [line for line in self.lines if text in line.text]

    def names(self, text: str, key: str = "datacenter") -> list[str]:
        """The values of a key, in the lines in which a text stands."""
        found = (re.search(rf"\b{key}=(\S+)", line.text) for line in self.having(text))
        return [match[1] for match in found if match]


async def own_main(program: Program) -> object:
    """Run the program's own `main`: the usual scenario."""
    return await program.main()


class Bench:
    """Tries a program of the learner's, for one exercise."""

    def __init__(self, exercise: Exercise, path: Path, verdict: Path) -> None:
        self.exercise = exercise
        self._path = str(path)
        self._verdict = verdict
        self._paper = Paper(self._printed_too_much)
        self._steps = Steps(self._path, self.conclude)
        self._shown: tuple[Line, ...] = ()
        self._warned: list[str] = []
        self._code: Any = None
        self._module = ModuleType(_MODULE)
        self._tried: list[str] = []
        dump = verdict.with_suffix(".dump").open("w", encoding="utf-8")
        self._watchdog = Watchdog(self._path, self.conclude, dump)
        install(self._path, self._paper, self._warned, self.conclude)

    # What a check.py uses

    def trial(
        self,
        scenario: Scenario = own_main,
        *,
        may_raise: type[Exception] | tuple[type[Exception], ...] = (),
        endless: str = "",
    ) -> Trial:
        """Run a scenario once, the tasks in the order in which they started.

        Args:
            scenario: what to run; the program's `main` if nothing is given.
            may_raise: the errors that the check will look at itself, alone or in
                groups. Any other is told to the learner.
            endless: what to say if the run does not end.
        """
        trials: list[Trial] = []

        async def main() -> None:
            trials.append(await self._perform(scenario, may_raise))

        self._guarded(lambda: run_once(main, seed=_OLDEST_FIRST), endless)
        (trial,) = trials
        if scenario is own_main:
            self._shown = trial.lines
        return trial

    def in_every_order(
        self,
        judge: Callable[[Trial], object],
        scenario: Scenario = own_main,
        *,
        schedules: int = 60,
        may_raise: type[Exception] | tuple[type[Exception], ...] = (),
        endless: str = "",
    ) -> None:
        """Run a scenario in many task orders; `judge` looks at each run."""
        runs = 0

        async def main() -> None:
            nonlocal runs
            runs += 1
            trial = await self._perform(scenario, may_raise)
            try:
                judge(trial)
            except Wrong:
                self._shown = trial.lines
                raise

        try:
            orders = self._guarded(lambda: explore(main, schedules=schedules), endless)
        except Wrong as wrong:
            if runs < 2:
                raise
            order = self._steps.unusual_order
            another = f"when they begin in the order {order}" if order else "in another"
            raise Wrong(
                f"right in one order of the tasks, and not {another}: {wrong}"
            ) from None
        if scenario is own_main:
            only = orders.complete and orders.schedules == 1
            of_them = "its only task order" if only else str(orders)
            self._tried.append(f"it is right in {of_them}")

    def cancelled_everywhere(
        self,
        scenario: Scenario = own_main,
        *,
        may_raise: type[Exception] | tuple[type[Exception], ...] = (),
    ) -> None:
        """Run a scenario again and again, cancelled one step later each time.

        Here it shows what hangs, or goes on for ever, because it was cancelled.
        """
        runs = 0

        async def main() -> None:
            nonlocal runs
            runs += 1
            await self._perform(scenario, may_raise)

        try:
            self._guarded(lambda: cancel_everywhere(main), "")
        except Wrong as wrong:
            if runs < 2:
                raise
            told = str(wrong)
            raise Wrong(
                f"cancelled in the middle (at step {runs - 2}): {told}"
            ) from None
        if scenario is own_main:
            self._tried.append(f"it can be cancelled at each of its {runs - 2} steps")

    def as_in_go(self, trial: Trial) -> None:
        """Raise `Wrong` unless the run printed what the Go original did.

        Lines and times are compared by the rule of the pair: groups of lines whose
        order is not promised, identifiers that differ from run to run.
        """
        go = self.exercise.recording()
        rule = next(
            s for s in self.exercise.construct.steps if s.go == self.exercise.go
        )
        timed = go.seconds is not None
        theirs = _comparable(go.lines, rule.groups, rule.ids, timed=timed)
        mine = _comparable(trial.lines, rule.groups, rule.ids, timed=timed)
        for number, (expected, seen) in enumerate(zip_longest(theirs, mine), start=1):
            if expected != seen:
                raise Wrong(
                    f"line {number} that it prints is {_quoted(seen)}; in Go it is "
                    f"{_quoted(expected)}"
                )
        if timed and trial.seconds != go.seconds:
            raise Wrong(
                f"it prints what Go does, and takes {seconds(trial.seconds)}; Go takes "
                f"{go.seconds:g} s"
            )
        self._tried.insert(0, "it prints what the Go original does")

    def has(self, *names: str) -> None:
        """Raise `Wrong` unless the program still defines these names."""
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
        """The text of the program, without its comments."""
        text = Path(self._path).read_text(encoding="utf-8")
        return re.sub(r"#.*", "", text)

    # How it does that

    def judge(self, check: Callable[[Bench], object]) -> NoReturn:
        """Judge the program, write the verdict, and end the process."""
        try:
            self._compile()
            self._guarded(self._first_load, "")
            self.has("main")
            check(self)
        except Wrong as wrong:
            self.conclude(str(wrong))
        self._conclude(Verdict(True, ", ".join(self._tried)))

    def conclude(self, told: str) -> NoReturn:
        """Write what is wrong, and end the process: from any thread, at any time."""
        shown = self._shown or tuple(self._paper.lines)
        self._conclude(Verdict(False, told, _as_text(shown)))

    def _conclude(self, verdict: Verdict) -> NoReturn:
        verdict.write(self._verdict)
        # Whatever else the program has set going (threads, `atexit`) is not waited for.
        os._exit(0)

    def _compile(self) -> None:
        try:
            text = Path(self._path).read_text(encoding="utf-8")
            self._code = compile(text, self._path, "exec", dont_inherit=True)
        except SyntaxError as error:
            where = place(self._path, error.lineno or 1)
            raise Wrong(f"{where} is not Python: {error.msg}") from None
        except (UnicodeDecodeError, ValueError) as error:
            raise Wrong(f"the file is not text in UTF-8: {error}") from None

    def _first_load(self) -> None:
        """Load the program outside a run, where it must not start one."""
        run = trio.run

        def refuse(*_args: object, **_kwargs: object) -> NoReturn:
            raise Wrong(
                f"{place_in(self._path, inspect.currentframe())} runs as soon as the "
                'file is imported: put it under `if __name__ == "__main__":`'
            )

        trio.run = refuse
        try:
            self._load()
        finally:
            trio.run = run

    def _load(self) -> Program:
        self._module = module = ModuleType(_MODULE)
        module.__file__ = self._path
        sys.modules[_MODULE] = module
        exec(self._code, module.__dict__)  # noqa: S102  this is what we are for
        return module

    async def _perform(
        self,
        scenario: Scenario,
        may_raise: type[Exception] | tuple[type[Exception], ...],
    ) -> Trial:
        self._watchdog.begin()
        self._paper.begin()
        self._steps.begin()
        trio.lowlevel.add_instrument(self._steps)
        try:
            result, error = await scenario(self._load()), None
        except Exception as raised:
            if not of_kind(raised, may_raise):
                raise
            result, error = None, raised
        finally:
            trio.lowlevel.remove_instrument(self._steps)
        self._complain_of_warnings()
        lines = tuple(self._paper.lines)
        return Trial(
            lines,
            round(trio.current_time(), 9),
            self._steps.tasks,
            result,
            error,
        )

    def _guarded(self, run: Callable[[], Any], endless: str) -> Any:
        """Call something that runs the program, and tell of what it raises."""
        self._watchdog.begin()
        self._steps.endless = endless
        try:
            return run()
        except BaseException as error:  # noqa: BLE001  `SystemExit` is told of too
            raised = leaves(error)
            for leaf in raised:
                if isinstance(leaf, Wrong):
                    raise leaf from None
            if not self._shown:
                self._shown = tuple(self._paper.lines)
            self._complain_of_warnings()
            for leaf in raised:
                if isinstance(leaf, DeadlockError):
                    hangs = endless or "the program hangs"
                    seen = "every task waits for another one, for ever"
                    told = [f"{hangs}: at {seconds(self._steps.now)} {seen}"]
                    told += describe_deadlock(leaf, self._path)
                    raise Wrong("\n".join(told)) from None
            raise Wrong(describe(raised, self._path)) from None

    def _complain_of_warnings(self) -> None:
        warned, self._warned[:] = list(self._warned), []
        for text in warned:
            if told := describe_warning(text, self._path):
                raise Wrong(told)

    def _printed_too_much(self) -> NoReturn:
        endless = self._steps.endless or "the program does not end"
        now = seconds(self._steps.now)
        self.conclude(f"{endless}: at {now} it has printed {MOST_LINES:,} lines")


def _comparable(
    lines: tuple[Line, ...], groups: tuple[int, ...], ids: str | None, *, timed: bool
) -> list[str]:
    """The lines with what differs from run to run taken out of them."""
    seen: dict[str, str] = {}
    texts: list[str] = []
    for line in lines:
        text = line.text
        if ids and (match := re.search(ids, text)):
            number = seen.setdefault(match[1], f"({len(seen) + 1})")
            text = text.replace(match[1], number)
        texts.append(f"{line.seconds:g} {text}" if timed else text)
    start = 0
    for size in groups:
        texts[start : start + size] = sorted(texts[start : start + size])
        start += size
    return texts


def _quoted(line: str | None) -> str:
    return "missing" if line is None else f"`{line}`"


def _as_text(lines: tuple[Line, ...]) -> tuple[str, ...]:
    return tuple(lines_of(Outcome(lines, 0)))
