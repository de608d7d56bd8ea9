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

import builtins
import importlib.util
import inspect
import io
import os
import re
import sys
import time
import traceback
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn, cast

import trio

from trio_patterns.guide.outcome import Line, Outcome
from trio_patterns.testing import DeadlockError, cancel_everywhere, explore
from trio_patterns.testing.schedules import run as run_once

from .exercises import Exercise, find, lines_of
from .limits import Steps, Watchdog, place, place_in
from .verdict import Verdict

Program = Any
"""The learner's module: its attributes are what the file defines."""

Scenario = Callable[[Program], Awaitable[object]]

OLDEST_FIRST = -1
"""The task order in which the ready tasks run in the order in which they started."""

_MOST_LINES = 2_000
_MOST_MEMORY = 4 << 30
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


def seconds(value: float) -> str:
    """A time for a message: 0.075 s."""
    return f"{round(value, 9):g} s"


def of_kind(
    error: BaseException, kinds: type[Exception] | tuple[type[Exception], ...]
) -> bool:
    """Tell whether an error, or each error in a group, is of one of these kinds."""
    return all(isinstance(leaf, kinds) for leaf in leaves(error))


class Bench:
    """Tries a program of the learner's, for one exercise."""

    def __init__(self, exercise: Exercise, path: Path, verdict: Path) -> None:
        self.exercise = exercise
        self._path = str(path)
        self._verdict = verdict
        self._paper = _Paper(self._printed_too_much)
        self._steps = Steps(self._path, self.conclude)
        self._shown: tuple[Line, ...] = ()
        self._warned: list[str] = []
        self._code: Any = None
        self._module = ModuleType(_MODULE)
        self._tried: list[str] = []
        dump = verdict.with_suffix(".dump").open("w", encoding="utf-8")
        self._watchdog = Watchdog(self._path, self.conclude, dump)

    # What a check.py uses

    def trial(
        self,
        scenario: Scenario = own_main,
        *,
        seed: int = OLDEST_FIRST,
        may_raise: type[Exception] | tuple[type[Exception], ...] = (),
        endless: str = "",
    ) -> Trial:
        """Run a scenario once, in the task order of a seed.

        Args:
            scenario: what to run; the program's `main` if nothing is given.
            seed: the task order, as for `trio_patterns.testing.run`.
            may_raise: the errors that the check will look at itself, alone or in
                groups. Any other is told to the learner.
            endless: what to say if the run does not end.
        """
        trials: list[Trial] = []

        async def main() -> None:
            trials.append(await self._perform(scenario, may_raise))

        self._guarded(lambda: run_once(main, seed=seed), endless)
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
            raise Wrong(
                f"right in one order of the tasks, and not in another: {wrong}"
            ) from None
        if scenario is own_main:
            only = orders.complete and orders.schedules == 1
            of_them = "its only task order" if only else str(orders)
            self._tried.append(f"it is right in {of_them}")

    def cancelled_everywhere(
        self,
        scenario: Scenario = own_main,
        *,
        judge: Callable[[Trial], object] | None = None,
        may_raise: type[Exception] | tuple[type[Exception], ...] = (),
    ) -> None:
        """Run a scenario again and again, cancelled one step later each time.

        `judge` looks at each run when it is over. A run that goes on for ever because
        it swallows its cancellation is told of here.
        """
        runs = 0
        ended: list[Trial] = []

        async def main() -> None:
            nonlocal runs
            runs += 1
            ended.clear()
            try:
                ended.append(await self._perform(scenario, may_raise))
            except trio.Cancelled:
                ended.append(Trial(tuple(self._paper.lines), trio.current_time()))
                raise

        def check() -> None:
            if judge is not None:
                judge(ended[0])

        try:
            self._guarded(lambda: cancel_everywhere(main, check=check), "")
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
                f"{self._call()} runs as soon as the file is imported: put "
                'it under `if __name__ == "__main__":`'
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
            raise Wrong(self._describe(raised, endless)) from None

    def _describe(self, raised: list[BaseException], endless: str) -> str:
        """What is wrong, by the errors that left a run."""
        for leaf in raised:
            if isinstance(leaf, DeadlockError):
                return self._describe_deadlock(leaf, endless)
        leaf = raised[0]
        if isinstance(leaf, RuntimeError) and "swallow trio.Cancelled" in str(leaf):
            return (
                "it was cancelled and never ended. Does an `except` or a `finally` in "
                "a loop swallow `trio.Cancelled`?"
            )
        frames = traceback.extract_tb(leaf.__traceback__)
        own = [frame.lineno or 0 for frame in frames if frame.filename == self._path]
        if not own and isinstance(leaf, trio.Cancelled):
            return "a cancellation left its scope: something swallowed it, or kept it"
        where = place(self._path, own[-1]) if own else "the call that the check makes"
        more = len(raised) - 1
        others = f"; and {more} error{'s' * (more > 1)} more" if more else ""
        return f"{where} {_explained(leaf)}{others}"

    def _describe_deadlock(self, error: DeadlockError, endless: str) -> str:
        told = [
            f"{task.name} waits for {task.waits_for}"
            + (
                f", held by {' and '.join(task.held_by)}"
                if task.held_by and task.kind != "nursery"
                else ""
            )
            + f": {place(self._path, task.line)}"
            for task in error.tasks
            if task.file == self._path
        ]
        at = seconds(self._steps.now)
        seen = f"at {at} every task waits for another one, for ever"
        return "\n".join([f"{endless or 'the program hangs'}: {seen}", *told])

    def _complain_of_warnings(self) -> None:
        warned, self._warned[:] = list(self._warned), []
        for text in warned:
            match = re.search(r"coroutine '(.*?)' was never awaited", text)
            if match:
                name = match[1].rpartition(".")[2]
                lines = re.findall(rf'File "{re.escape(self._path)}", line (\d+)', text)
                where = place(self._path, int(lines[-1])) if lines else "a line"
                raise Wrong(
                    f"{where}: `{name}` was called and never awaited, so nothing of it "
                    "happened. Write `await` before the call"
                )

    def install(self) -> None:
        """Take the place of what the program prints to, sleeps with, and reads from."""

        def warn(message: Warning | str, *_details: object) -> None:
            self._warned.append(str(message))

        silent = io.StringIO()
        for owner, name, ours in (
            (sys, "stdout", self._paper),
            (sys, "__stdout__", self._paper),
            (sys, "stderr", silent),
            (sys, "__stderr__", silent),
            (time, "sleep", self._refuse_sleep),
            (builtins, "input", self._refuse_input),
            (warnings, "showwarning", warn),
        ):
            setattr(owner, name, ours)
        # A coroutine that is never awaited is to tell where it was made.
        sys.set_coroutine_origin_tracking_depth(8)
        warnings.simplefilter("always")

    def _printed_too_much(self) -> NoReturn:
        endless = self._steps.endless or "the program does not end"
        now = seconds(self._steps.now)
        self.conclude(f"{endless}: at {now} it has printed {_MOST_LINES:,} lines")

    def _call(self) -> str:
        """The line of the program that made the call which is going on."""
        return place_in(self._path, inspect.currentframe()) or "the program"

    def _refuse_sleep(self, seconds_: float, /) -> NoReturn:
        self.conclude(
            f"{self._call()} blocks the whole program for {seconds_:g} s, "
            "every other task included. `await trio.sleep(...)` lets the others run"
        )

    def _refuse_input(self, *_prompt: object) -> NoReturn:
        self.conclude(
            f"{self._call()} waits for somebody to type: in a check there "
            "is nobody, and all tasks stand still meanwhile"
        )


class _Paper(io.TextIOBase):
    """What the program prints on: keeps the lines with their times on Trio's clock."""

    def __init__(self, too_many: Callable[[], NoReturn]) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self._too_many = too_many
        self._rest = ""

    def begin(self) -> None:
        self.lines = []
        self._rest = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        now = round(trio.current_time(), 9) if trio.lowlevel.in_trio_run() else 0.0
        *whole, self._rest = (self._rest + text).split("\n")
        self.lines += [Line(now, line) for line in whole]
        if len(self.lines) > _MOST_LINES:
            self.lines[20:] = []
            self._too_many()
        return len(text)


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


def leaves(error: BaseException) -> list[BaseException]:
    """The errors in a group, or the one error; those of cancellations last."""
    if not isinstance(error, BaseExceptionGroup):
        return [error]
    group = cast("BaseExceptionGroup[BaseException]", error)
    found = [leaf for inner in group.exceptions for leaf in leaves(inner)]
    return sorted(found, key=lambda leaf: isinstance(leaf, trio.Cancelled))


# What is behind the usual errors: their type, what they say, what to tell of them.
_USUAL: tuple[tuple[type[BaseException], str, str], ...] = (
    (
        SystemExit,
        "",
        "ends the whole process (SystemExit): let `main` return instead",
    ),
    (
        TypeError,
        "instead it got a coroutine object",
        (
            "calls the function: `start_soon` takes it and then its arguments, as in "
            "`start_soon(find, name)`"
        ),
    ),
    (
        TypeError,
        "'NoneType' object is not callable",
        "calls the function, and passes on what that gives, None, as if it were one",
    ),
    (
        TypeError,
        "appears to be synchronous",
        (
            "gives Trio a function that is not async, and Trio runs tasks of async "
            "functions only"
        ),
    ),
    (
        Exception,
        "'coroutine' object",
        "has a coroutine where its result is meant: an `await` is missing",
    ),
    (
        trio.ClosedResourceError,
        "",
        "uses a half of a channel that was closed here before (ClosedResourceError)",
    ),
    (
        trio.BrokenResourceError,
        "Owner of this lock",
        "waits for a lock whose holder has ended, and never gave it back",
    ),
    (
        trio.BrokenResourceError,
        "",
        "sends where no receiver is left (BrokenResourceError)",
    ),
    (
        trio.TooSlowError,
        "",
        (
            "raises TooSlowError: `fail_after` raises when the time is up, where "
            "`move_on_after` goes on"
        ),
    ),
)


def _explained(error: BaseException) -> str:
    """What an error says, and for the usual ones what is behind it."""
    for kind, said, told in _USUAL:
        if isinstance(error, kind) and said in str(error):
            return told
    text = str(error).partition("\n")[0]
    return f"raises {type(error).__name__}" + (f": {text}" if text else "")


def main(name: str, path: str, verdict: str) -> NoReturn:
    """Judge a file of the learner's: what the process of a check does."""
    exercise = find(name)
    sys.path.insert(0, str(exercise.construct.folder.parent))
    _limit_memory()
    bench = Bench(exercise, Path(path), Path(verdict))
    bench.install()
    try:
        bench.judge(_check_of(exercise))
    except Exception as error:  # noqa: BLE001  there is nobody else to see it
        fault = f"{type(error).__name__}: {error}"
        Path(verdict).with_suffix(".fault").write_text(fault, encoding="utf-8")
        os._exit(1)


def _check_of(exercise: Exercise) -> Callable[[Bench], object]:
    spec = importlib.util.spec_from_file_location(
        "exercise_check", exercise.folder / "check.py"
    )
    assert spec is not None
    assert spec.loader is not None
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    function: Callable[[Bench], object] = check.check
    return function


def _limit_memory() -> None:
    """Where the system can: a program that eats memory is to fail alone."""
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, hard))
