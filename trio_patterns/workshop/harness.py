"""The harness in which a learner's program is tried: what a ``check.py`` works with.

A check is a function ``check(harness)`` that runs scenarios and raises `Wrong` with
what it saw and what it should have seen. The usual three parts are `Harness.run`, for a
look at the program's own `main` beside the Go original; `Harness.in_every_order`; and
`Harness.cancelled_everywhere`. An error that the program raises, a deadlock, a
coroutine that is never awaited, a call that blocks: the harness reports these by
itself.

A scenario is an async function of the program. The first line of its docstring says
what it tries: a learner is told that before an error in it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import trio

from trio_patterns.guide import parity
from trio_patterns.guide.catalogue import importable
from trio_patterns.guide.output import Line, Output
from trio_patterns.testing import DeadlockError, cancel_everywhere, explore
from trio_patterns.testing.schedules import run as run_once

from .exercises import Exercise, check_of, lines_of
from .explain import (
    counted,
    describe,
    describe_deadlock,
    describe_lines,
    describe_warning,
    is_cancelled,
    leaves,
    of_kind,
    seconds,
    what_it_tries,
)
from .limits import Steps
from .program import LearnersProgram
from .sandbox import MOST_LINES, CapturedOutput, install
from .verdict import Verdict, Wrong

if TYPE_CHECKING:
    from pathlib import Path

    from .limits import Watchdog

__all__ = [
    "UNKNOWN_ERRORS",
    "Harness",
    "Mishap",
    "Program",
    "Run",
    "Scenario",
    "Wrong",
    "counted",
    "leaves",
    "of_kind",
    "seconds",
]

Program = Any
"""The learner's module: its attributes are what the file defines."""

Scenario = Callable[[Program], Awaitable[object]]


class Mishap(Exception):  # noqa: N818  # it stands in messages
    """An error that no program knows."""


class KeyValueRuntimeError(
    Mishap,
    trio.TooSlowError,
    KeyError,
    ValueError,
    TypeError,
    RuntimeError,
    ArithmeticError,
):
    """An error of all the kinds that a program may expect, but for `OSError`."""

    def __str__(self) -> str:  # that of `KeyError` would be in quotes
        return Exception.__str__(self)


UNKNOWN_ERRORS: tuple[type[Exception], ...] = (
    ConnectionResetError,
    trio.TooSlowError,
    Mishap,
    KeyValueRuntimeError,
)
"""What a program is to let through, whatever it knows: one after the other."""

_Errors = type[Exception] | tuple[type[Exception], ...]

# The task order in which the ready tasks run in the order in which they started.
_OLDEST_FIRST = -1
_KEPT_OUT = "cancelled, it does not end: perhaps a shield keeps the cancellation out"


@dataclass(frozen=True)
class Run:
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
        """Give the lines that contain a text."""
        return [line for line in self.lines if text in line.text]

    def names(self, text: str, key: str = "datacenter") -> list[str]:
        """Give the values of a key, in the lines that contain a text."""
        found = (re.search(rf"\b{key}=(\S+)", line.text) for line in self.having(text))
        return [match[1] for match in found if match]


async def own_main(program: Program) -> object:
    """Run the program's own `main`: the usual scenario."""
    return await program.main()


class Harness:
    """Tries a program of the learner's, for one exercise."""

    def __init__(
        self,
        exercise: Exercise,
        path: Path,
        deliver: Callable[[Verdict], object],
        watchdog: Callable[[str, Steps, Callable[[str], None]], Watchdog],
    ) -> None:
        self.exercise = exercise
        self._program = LearnersProgram(path)
        self._path = str(path)
        self._deliver = deliver
        self._captured = CapturedOutput(self._printed_too_much)
        self._steps = Steps(self._path, self.conclude)
        self._shown: tuple[Line, ...] = ()
        self._beside_go = False
        self._tries = ""
        self._hangs, self._usual_hang = "the program hangs", ""
        self._warnings: list[str] = []
        self._tried: list[str] = []
        self._watchdog = watchdog(self._path, self._steps, self.conclude)
        install(self._path, self._captured, self._warnings, self.conclude)

    # What a check.py uses

    def run(
        self,
        scenario: Scenario = own_main,
        *,
        may_raise: _Errors = (),
        endless: str = "",
    ) -> Run:
        """Run a scenario once, the tasks in the order in which they started.

        Args:
            scenario: What to run; the program's `main` if nothing is given.
            may_raise: The errors that the check will look at itself, alone or in
                groups. Any other is reported to the learner.
            endless: What to say if the run does not end.

        Raises:
            Wrong: The program raises, hangs or blocks.
        """
        runs: list[Run] = []
        self._set_out(scenario, endless)

        async def main() -> None:
            runs.append(await self._perform(scenario, may_raise))

        self._guarded(lambda: run_once(main, seed=_OLDEST_FIRST))
        (run,) = runs
        if scenario is own_main:
            self._shown = run.lines
        return run

    def in_every_order(
        self,
        inspect: Callable[[Run], object],
        scenario: Scenario = own_main,
        *,
        schedules: int = 60,
        may_raise: _Errors = (),
        endless: str = "",
    ) -> None:
        """Run a scenario in many task orders; `inspect` looks at each run.

        Raises:
            Wrong: `inspect` has raised it, or the program raises, hangs or blocks.
        """
        runs = 0
        order = ""
        self._set_out(scenario, endless)

        async def main() -> None:
            nonlocal runs, order
            runs += 1
            try:
                run = await self._perform(scenario, may_raise)
                try:
                    inspect(run)
                except Wrong:
                    self._shown = run.lines
                    raise
            except BaseException:
                # Now: after a failure `explore` runs the first order once more.
                order = self._steps.unusual_order
                raise

        try:
            orders = self._guarded(lambda: explore(main, schedules=schedules))
        except Wrong as wrong:
            if runs < 2:
                raise
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
        may_raise: _Errors = (),
        endless: str = "",
        inspect: Callable[[Run], object] | None = None,
    ) -> None:
        """Run a scenario again and again, cancelled one step later each time.

        `inspect` looks at each run, whether it was cancelled or not.

        Raises:
            Wrong: `inspect` has raised it; or a cancelled run hangs, or never ends.
        """
        steps = 0
        self._set_out(scenario, endless)
        self._beside_go = False

        async def main() -> None:
            nonlocal steps
            try:
                run = await self._perform(scenario, may_raise)
                if inspect is not None:
                    inspect(run)
            except BaseException as error:
                if is_cancelled(error):
                    steps = 1 + _step_in(str(leaves(error)[0]))
                    if inspect is not None:
                        inspect(Run(tuple(self._captured.lines), self._steps.now))
                raise

        self._cancel_everywhere(main)
        if scenario is own_main:
            self._tried.append(f"it can be cancelled at {_each_of(steps)}")

    def _cancel_everywhere(self, main: Callable[[], Awaitable[object]]) -> None:
        note = ""

        def everywhere() -> None:
            nonlocal note
            try:
                cancel_everywhere(main)
            except BaseException as error:
                note = "".join(getattr(error, "__notes__", ()))
                raise

        try:
            self._guarded(everywhere)
        except Wrong as wrong:
            if "the run was not cancelled" in note:
                raise
            raise Wrong(
                f"cancelled in the middle (at step {_step_in(note)}): {wrong}"
            ) from None

    def cancelled_at(
        self,
        time: float,
        scenario: Scenario = own_main,
        *,
        until: float | None = None,
        endless: str = "",
    ) -> None:
        """Cancel a scenario at a time at which it waits: it is to end there and then.

        Args:
            time: When it is cancelled.
            scenario: What to run; the program's `main` if nothing is given.
            until: When it is to end, if it has a clean-up that takes its time.
            endless: What to say if the run does not end.

        Raises:
            Wrong: It swallows the cancellation, or keeps it out.
        """
        until = time if until is None else until

        async def cancelled(program: Program) -> bool:
            with trio.CancelScope() as scope:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(_cancel_at, time, scope)
                    await scenario(program)
                    nursery.cancel_scope.cancel(reason="the scenario has ended")
            return scope.cancelled_caught

        if scenario is not own_main:
            cancelled.__doc__ = scenario.__doc__
        run = self.run(cancelled, endless=endless or _KEPT_OUT)
        if run.seconds > until:
            raise Wrong(
                f"cancelled at {seconds(time)}, it went on until "
                f"{seconds(run.seconds)}: a shield, or an `except` that catches "
                "`trio.Cancelled`, keeps the cancellation out"
            )
        if not run.result:
            raise Wrong(
                f"cancelled at {seconds(time)}, it returned as if nothing had "
                "happened: an `except` or a `return` in a `finally` has swallowed "
                "`trio.Cancelled`"
            )

    def as_in_go(self, run: Run) -> None:
        """Check that the run printed what the Go original did, by the pair's rule.

        Raises:
            Wrong: A line or its time differs, or the time of the whole run.
        """
        if differences := self._differences(run.lines):
            raise Wrong(describe_lines(differences))
        go = self.exercise.recording().seconds
        if go is not None and run.seconds != go:
            raise Wrong(
                f"it prints what Go does, and takes {seconds(run.seconds)}; Go takes "
                f"{go:g} s"
            )
        self._tried.insert(0, "it prints what the Go original does")

    def has(self, *names: str) -> None:
        """Raise `Wrong` unless the program still defines these names."""
        self._program.has(*names)

    def source(self) -> str:
        """Give the text of the program, without its comments."""
        return self._program.source()

    # How it does that

    def grade(self) -> NoReturn:
        """Grade the program, deliver the verdict, and end the process."""
        with importable(self.exercise.construct.folder.parent):
            check = check_of(self.exercise)
            try:
                self._program.compile()
                self._guarded(self._program.load_first)
                self.has("main")
                check(self)
            except Wrong as wrong:
                self.conclude(str(wrong))
        self._conclude(Verdict(True, ", ".join(self._tried)))

    def conclude(self, message: str) -> NoReturn:
        """Deliver what is wrong, and end the process: from any thread, at any time."""
        # A coroutine that nobody awaited is the cause of whatever else was seen.
        message = self._warning() or message
        lines = self._shown or tuple(self._captured.lines)
        beside = self._beside_go and bool(self._differences(lines))
        printed = tuple(lines_of(Output(lines, 0))) if beside else ()
        self._conclude(Verdict(False, message, printed))

    def _conclude(self, verdict: Verdict) -> NoReturn:
        self._deliver(verdict)
        # The program's other threads and its `atexit` functions are not waited for.
        os._exit(0)

    def _differences(self, lines: tuple[Line, ...]) -> list[parity.Difference]:
        """Give what differs from what the Go original printed, by the pair's rule."""
        go = self.exercise.recording()
        pairs = self.exercise.construct.pairs
        pair = next(pair for pair in pairs if pair.go == self.exercise.go)
        timed = go.seconds is not None
        mine = lines if timed else [Line(None, line.text) for line in lines]
        return parity.differing_lines(pair, go.lines, mine)

    def _set_out(self, scenario: Scenario, endless: str) -> None:
        """Note what is tried now, for what is said of an error or an endless run."""
        self._beside_go = scenario is own_main
        if self._beside_go:
            self._usual_hang = endless
        self._tries = "" if self._beside_go else what_it_tries(scenario)
        # What is said of a hang in one scenario alone says which one it is.
        of_this_one = endless not in ("", self._usual_hang)
        tries = "" if of_this_one else self._tries
        self._hangs = tries + (endless or "the program hangs")
        self._steps.endless = tries + (endless or "the program does not end")

    async def _perform(self, scenario: Scenario, may_raise: _Errors) -> Run:
        self._watchdog.begin()
        self._captured.begin()
        self._steps.begin()
        trio.lowlevel.add_instrument(self._steps)
        try:
            result, error = await scenario(self._program.load()), None
        except Exception as raised:
            if not of_kind(raised, may_raise):
                raise
            result, error = None, raised
        except BaseExceptionGroup as raised:
            # Cancelled in the moment of an error that may leave: Trio goes on with
            # both in a group, which an `except ExceptionGroup` does not catch.
            cancelled, rest = raised.split(trio.Cancelled)
            if cancelled is None or rest is None or not of_kind(rest, may_raise):
                raise
            raise cancelled from None
        finally:
            trio.lowlevel.remove_instrument(self._steps)
        self._report_warnings()
        lines = tuple(self._captured.lines)
        now = round(trio.current_time(), 9)
        return Run(lines, now, self._steps.tasks, result, error)

    def _guarded(self, run: Callable[[], Any]) -> Any:
        """Call something that runs the program, and turn its errors into `Wrong`."""
        self._watchdog.begin()
        try:
            return run()
        except BaseException as error:  # noqa: BLE001  # a `SystemExit` too
            raised = leaves(error)
            self._report_warnings()
            for leaf in raised:
                if isinstance(leaf, Wrong):
                    raise leaf from None
            if not self._shown:
                self._shown = tuple(self._captured.lines)
            for leaf in raised:
                if isinstance(leaf, DeadlockError):
                    seen = "every task waits for another one, for ever"
                    message = [f"{self._hangs}: at {seconds(self._steps.now)} {seen}"]
                    message += describe_deadlock(leaf, self._path)
                    raise Wrong("\n".join(message)) from None
            raise Wrong(self._tries + describe(raised, self._path)) from None

    def _report_warnings(self) -> None:
        if message := self._warning():
            raise Wrong(message)

    def _warning(self) -> str:
        warned, self._warnings[:] = list(self._warnings), []
        described = (describe_warning(text, self._path) for text in warned)
        return next(filter(None, described), "")

    def _printed_too_much(self) -> NoReturn:
        now = seconds(self._steps.now)
        self.conclude(
            f"{self._steps.endless}: at {now} it has printed {MOST_LINES:,} lines"
        )


def _each_of(steps: int) -> str:
    return "its only step" if steps == 1 else f"each of its {steps} steps"


def _step_in(text: str) -> int:
    """Find the step at which `cancel_everywhere` has cancelled; 0 if before the first.

    Not by counting the runs, as it may do one twice.
    """
    match = re.search(r"step (\d+)", text)
    return int(match[1]) if match is not None else 0


async def _cancel_at(time: float, scope: trio.CancelScope) -> None:
    await trio.sleep_until(time)
    scope.cancel(reason="the check cancels it")
