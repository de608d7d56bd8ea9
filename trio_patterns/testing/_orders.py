"""Task orders as numbers, and the search through them that `explore` makes.

A seed of 0 or more starts a random generator. A negative seed *is* an order: the number
``-1 - seed``, read with a digit for each batch of ready tasks. A batch of three tasks
has the digits 0 to 5, for its six orders; the first batch has the lowest digit. Where
the digits end, the tasks run in order of age, and so they do all through -1.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any

import trio

from trio_patterns._tasks.waits import is_trios_own

from ._scheduler import keep_for_ever

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableSequence

    from trio.lowlevel import Task

# Larger batches have too many orders to try them all.
_LARGEST_COUNTED_BATCH = 8


# Which of how many orders a batch came in; of 0 where they are not counted.
Digit = tuple[int, int]


class TaskOrder(random.Random):
    """The order that belongs to a seed, as a random source for Trio's scheduler."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.number = seed
        self.digits: list[Digit] = []
        """What was done, batch by batch."""
        self.random_was_used = False
        """Whether the program drew random numbers, so that its order is not all."""
        self.stop: Exception | None = None
        """Set this to break off a run that does not end: Trio crashes with it."""
        self._rest = -1 - seed

    def __str__(self) -> str:
        """Write the seed: in hexadecimal where Python refuses so many digits."""
        decimal = self.number.bit_length() < 10_000
        return str(self.number) if decimal else hex(self.number)

    def shuffle(self, x: MutableSequence[Any]) -> None:
        """Put a batch of ready tasks, which comes sorted by age, in order."""
        if self.stop is not None:
            # A task that swallows its cancellation may swallow the `GeneratorExit` of
            # the garbage collector too, and would loop for ever inside the collector.
            # So it is kept from ever being collected.
            keep_for_ever(trio.lowlevel.current_root_task())
            raise self.stop
        if len(x) == 1:
            return
        # Trio takes the tasks from the end; its own are first, whatever the order.
        tasks = [task for task in x if not is_trios_own(task)]
        x[:] = [*reversed(self._in_order(tasks)), *filter(is_trios_own, x)]

    def _in_order(self, tasks: list[Task]) -> list[Task]:
        if len(tasks) > _LARGEST_COUNTED_BATCH:
            places = list(range(len(tasks)))
            super().shuffle(places)
            self.digits.append((hash(tuple(places)), 0))
            return [tasks[place] for place in places]
        if len(tasks) < 2:
            return tasks
        possible = math.factorial(len(tasks))
        if self.number < 0:
            self._rest, digit = divmod(self._rest, possible)
        else:
            digit = self.randrange(possible)
        self.digits.append((digit, possible))
        ordered: list[Task] = []
        while tasks:
            digit, place = divmod(digit, len(tasks))
            ordered.append(tasks.pop(place))
        return ordered


def _seed_of(digits: list[Digit]) -> int:
    """Compute the negative seed of the order that begins with these digits."""
    number = 0
    for digit, possible in reversed(digits):
        number = number * possible + digit
    return -1 - number


class OrderSearch:
    """Different orders to run a program in, each to be run before the next is taken.

    What a run could have done otherwise is a *branch*: its digits so far, and another
    one next. A run in a branch that has not been tried finds more of them. When there
    are none left, all orders have been tried; as soon as there are more than orders
    wanted, the search goes over to random orders, which are spread better.
    """

    def __init__(self, wanted: int, seed: int) -> None:
        self.tried: int = 0
        """How many different orders have been run, and have not failed."""
        self.complete: bool = False
        """Whether these are all that the program has."""
        self.first: int | None = None
        """The seed of the first one, if it has not failed."""
        self._wanted = wanted
        self._seed = seed
        self._seen: set[int] = set()

    def __iter__(self) -> Iterator[TaskOrder]:
        if self._wanted > 1:
            yield from self._by_branch()
        # An order that was run already does not count; but some programs have few.
        for seed in range(self._seed, self._seed + 4 * self._wanted):
            if self.complete or self.tried == self._wanted:
                return
            order = TaskOrder(seed)
            yield order
            self._count(order)

    def _by_branch(self) -> Iterator[TaskOrder]:
        pick = random.Random(self._seed)  # noqa: S311  # no secret hangs on it
        branches: list[list[Digit]] = [[]]
        while branches:
            branch = branches.pop(pick.randrange(len(branches)))
            order = TaskOrder(_seed_of(branch))
            yield order
            self._count(order)
            digits = order.digits
            if digits[: len(branch)] != branch or order.random_was_used:
                return  # the program is not decided by the order alone
            found = sum(possible - 1 for _, possible in digits[len(branch) :])
            if (
                not all(possible for _, possible in digits)
                or self.tried + len(branches) + found > self._wanted
            ):
                return
            for place in range(len(branch), len(digits)):
                _, possible = digits[place]
                branches += [
                    [*digits[:place], (other, possible)] for other in range(1, possible)
                ]
        self.complete = True

    def _count(self, order: TaskOrder) -> None:
        if self.first is None:
            self.first = order.number
        self._seen.add(hash(tuple(order.digits)))
        self.tried = len(self._seen)
