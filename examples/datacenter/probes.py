"""What the checks of the exercises share: datacenters that tell who is at work."""

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from datacenter import Datacenter
from trio_patterns.workshop.harness import (
    UNKNOWN_ERRORS,
    Harness,
    Run,
    Scenario,
    Wrong,
    seconds,
)

RESOURCE = "her-bucket"
"""What the scenarios look for: another resource than the programs' own `main`."""


def expect_name(resource: str) -> None:
    """Raise `Wrong` if a program looks for something else than it was asked for."""
    if resource != RESOURCE:
        raise Wrong(
            f"it is called with the name {RESOURCE!r}, and asks for {resource!r}: the "
            "name is an argument"
        )


@dataclass
class Desk:
    """Knows which of its datacenters are searching at the moment."""

    at_work: list[str] = field(default_factory=list[str])
    asked: list[str] = field(default_factory=list[str])

    def watch(self, datacenters: Iterable[Datacenter]) -> list[Datacenter]:
        """Give the same datacenters, watched."""
        them = list(datacenters)
        return [
            Watched(it.name, 2 * them.index(it) % 3, it.weight, it, self) for it in them
        ]


@dataclass(frozen=True)
class Watched(Datacenter):
    """A datacenter that signs in at a desk while it searches.

    Its `delay` is not how long it takes: who wants to know has to ask it. Three of them
    are in no order of their delays, so that a list of them that was sorted has changed.
    """

    real: Datacenter
    desk: Desk = field(compare=False)

    async def find(self, resource: str) -> bool:
        expect_name(resource)
        self.desk.asked.append(self.name)
        self.desk.at_work.append(self.name)
        try:
            return await self.real.find(resource)
        finally:
            self.desk.at_work.remove(self.name)


@dataclass(frozen=True)
class Absent(Datacenter):
    """A datacenter that does not hold the resource: it answers False."""

    async def find(self, resource: str) -> bool:
        expect_name(resource)
        await super().find(resource)
        return False


@dataclass(frozen=True)
class Broken(Datacenter):
    """A datacenter that fails in a way that no program knows, the first time only."""

    asked: ClassVar[list[str]] = []
    error: ClassVar[type[Exception]] = ConnectionResetError

    async def find(self, resource: str) -> bool:
        self.asked.append(self.name)
        expect_name(resource)
        await super().find(resource)
        if self.asked.count(self.name) == 1:
            raise self.error("the line is broken")
        return True


def expect_the_error(harness: Harness, scenario: Scenario, function: str) -> None:
    """Raise `Wrong` if the error of a `Broken` datacenter does not leave a scenario."""
    for error in UNKNOWN_ERRORS:
        what = f"a datacenter raises a {error.__name__}"
        Broken.asked.clear()
        Broken.error = error
        run = harness.run(
            scenario, may_raise=error, endless=f"{what}, and the program hangs"
        )
        if not Broken.asked:
            raise Wrong(
                f"`{function}` has not called `find` of each of the datacenters"
            )
        if run.error is None and len(Broken.asked) > 1:
            raise Wrong(
                f"{what}, is asked again, and no error left `{function}`: each error "
                "leaves, and nobody is asked twice"
            )
        if run.error is None:
            raise Wrong(
                f"{what}, and none left `{function}`: it swallows what it does not know"
            )


def expect_asked(run: Run, line: str, datacenters: Iterable[Datacenter]) -> None:
    """Raise `Wrong` if a line of the run does not name each of these."""
    asked = run.names(line)
    if not asked:
        raise Wrong(f"none of the datacenters was asked: no line says `{line}`")
    if missed := [str(it) for it in datacenters if str(it) not in asked]:
        twice = max(asked, key=asked.count)
        times = asked.count(twice)
        often = f"; {twice} was asked {times} times" if times > 1 else ""
        raise Wrong(f"nobody asked {names(missed)}{often}")


class Lent(list[Datacenter]):
    """A list of datacenters that is to come back as it was."""

    def __init__(self, datacenters: Iterable[Datacenter]) -> None:
        super().__init__(datacenters)
        self._as_it_was = list(self)

    def expect_untouched(self) -> None:
        """Raise `Wrong` if it has changed."""
        same = all(map(operator.is_, self, self._as_it_was))
        if len(self) != len(self._as_it_was) or not same:
            now = _first_of(self) if self else "empty"
            raise Wrong(
                "the list of datacenters is the caller's, and has changed: it was "
                f"{_first_of(self._as_it_was)}, and is {now}"
            )


def expect_no_free_place(run: Run, places: int) -> None:
    """Raise `Wrong` if a find waits while fewer are at work than there are places."""
    starts = [line.seconds or 0 for line in run.having("starting find")]
    ends = [line.seconds or 0 for line in run.having("got result")]
    for now in sorted({*starts, *ends}):
        waiting = sum(start > now for start in starts)
        free = places - sum(start <= now for start in starts)
        free += sum(end <= now for end in ends)
        if waiting and free:
            raise Wrong(
                f"at {seconds(now)} a place is empty, of {places}, and somebody waits "
                "for one: whoever waits longest should have it at once"
            )


def most_at_once(
    run: Run, load: Callable[[str], int] = lambda name: 1
) -> tuple[int, list[str]]:
    """The largest load of searches that had started and not ended, and whose it was."""
    at_work: list[str] = []
    most, whose = 0, list[str]()
    for line in run.lines:
        name = line.text.partition("datacenter=")[2].partition(" ")[0]
        if "starting find" in line.text:
            at_work.append(name)
        elif name in at_work:
            at_work.remove(name)
        now = sum(map(load, at_work))
        if now > most:
            most, whose = now, list(at_work)
    return most, whose


def names(them: Iterable[object]) -> str:
    """Names for a message: SBG, GRA and BHS."""
    *first, last = map(str, them)
    return f"{', '.join(first)} and {last}" if first else last


def _first_of(them: list[Datacenter]) -> str:
    """Names for a message, if they are many the first of them."""
    if len(them) <= 8:
        return names(them)
    return names([*them[:6], f"{len(them) - 6} more"])
