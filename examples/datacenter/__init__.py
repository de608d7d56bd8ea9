"""The project of the pattern chapter: which datacenter holds a resource?

Go's finder has three methods: one that can't be stopped, one that takes a context,
one that may fail. In Trio every wait can be cancelled and every function may raise,
so one `find` does for all three.
"""

import os
from dataclasses import dataclass

import trio

from plainlog import log


class FindError(OSError):
    """What a failing datacenter raises: an `OSError`, as a lost connection is one."""


@dataclass(frozen=True)
class Datacenter:
    """A datacenter that answers after `delay` seconds.

    `weight` is the load that one search puts on a semaphore.
    """

    name: str
    delay: float
    weight: int

    def __str__(self) -> str:
        return self.name

    async def find(self, resource: str) -> bool:
        """Tell whether this datacenter holds the resource."""
        try:
            await trio.sleep(self.delay)
        except trio.Cancelled as cancelled:
            # In Go's words, for the comparison. Trio knows more: who cancelled it,
            # and for what reason.
            late = cancelled.source == "deadline"
            why = "context deadline exceeded" if late else "context canceled"
            log.info("find given up", datacenter=self, why=why)
            raise
        # The tests let each datacenter fail in its turn, by its name, to compare what
        # then becomes of the programs.
        if self.name == os.environ.get("FAILING_DATACENTER"):
            raise FindError("something went wrong")
        return True


@dataclass(frozen=True)
class FailingDatacenter(Datacenter):
    """A datacenter that raises `FindError` after its delay."""

    async def find(self, resource: str) -> bool:
        await super().find(resource)
        raise FindError("something went wrong")


@dataclass(frozen=True)
class Result:
    """What a search says of one datacenter."""

    datacenter: Datacenter
    found: bool


SBG = Datacenter("SBG", 0.1, weight=10)
GRA = Datacenter("GRA", 0.2, weight=20)
BHS = Datacenter("BHS", 0.3, weight=30)
RBX = Datacenter("RBX", 0.1, weight=10)
WAW = Datacenter("WAW", 0.1, weight=10)
DCError = FailingDatacenter("DCError", 0, weight=10)
