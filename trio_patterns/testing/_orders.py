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

from ._internals import keep_for_ever

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableSequence

# Larger batches have too many orders to try them all.
_LARGEST_COUNTED_BATCH = 8


class TaskOrder(random.Random):
    """The order that belongs to a seed, as a random source for Trio's scheduler."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.number = seed
        self.digits: list[tuple[int, int]] = []
        """For each batch, which of how many orders; of 0 where they are not counted."""
        self.random_was_used = False
        """Whether the program drew random numbers, so that its order is not all."""
        self.stop: Exception | None = None
        """Set this to break off a run that does not end: Trio crashes with it."""
        self._rest = -1 - seed

    def shuffle(self, x: MutableSequence[Any]) -> None:
        """Put a batch of ready tasks, which comes sorted by age, in order."""
        if self.stop is not None:
            # A task that swallows its cancellation may swallow the `GeneratorExit` of
            # the garbage collector too, and run in circles there: it never gets there.
            keep_for_ever(trio.lowlevel.current_root_task())
            raise self.stop
        if len(x) < 2:
            return
        if len(x) > _LARGEST_COUNTED_BATCH:
            places = list(range(len(x)))
            super().shuffle(places)
            x[:] = [x[place] for place in places]
            self.digits.append((hash(tuple(places)), 0))
            return
        possible = math.factorial(len(x))
        if self.number < 0:
            self._rest, choice = divmod(self._rest, possible)
        else:
            choice = self.randrange(possible)
        self.digits.append((choice, possible))
        tasks = list(x)
        for place in range(len(x)):
            choice, which = divmod(choice, len(tasks))
            # Trio takes the tasks of a batch from its end.
            x[-1 - place] = tasks.pop(which)


def _seed_of(choices: list[tuple[int, int]]) -> int:
    """The negative seed of an order."""
    number = 0
    for choice, possible in reversed(choices):
        number = number * possible + choice
    return -1 - number


class OrderSearch:
    """Different orders to run a program in, each to be run before the next is taken.

    It counts up the orders like a number: the last digit that can be raised is raised,
    those after it start again at 0. As soon as it is certain that there are more orders
    than wanted, it goes over to random ones, which are spread better.
    """

    def __init__(self, wanted: int, seed: int) -> None:
        self.tried = 0
        """How many orders have been run, and have not failed."""
        self.complete = False
        """Whether these are all that the program has."""
        self._wanted = wanted
        self._seed = seed
        self._seen: set[int] = set()

    def __iter__(self) -> Iterator[TaskOrder]:
        if self._wanted > 1:
            yield from self._in_turn()
        yield from self._at_random()

    def _in_turn(self) -> Iterator[TaskOrder]:
        chosen: list[tuple[int, int]] = []
        while True:
            order = TaskOrder(_seed_of(chosen))
            yield order
            self._count(order)
            made = order.digits
            if made[: len(chosen)] != chosen or order.random_was_used:
                return  # the program is not decided by the order alone
            untried = sum(possible - 1 - choice for choice, possible in made)
            if not all(possible for _, possible in made) or (
                self.tried + untried > self._wanted
            ):
                return
            while made and made[-1][0] == made[-1][1] - 1:
                made.pop()
            if not made:
                self.complete = True
                return
            choice, possible = made.pop()
            chosen = [*made, (choice + 1, possible)]

    def _at_random(self) -> Iterator[TaskOrder]:
        # An order that was run already does not count; but some programs have few.
        for seed in range(self._seed, self._seed + 4 * self._wanted):
            if self.complete or self.tried == self._wanted:
                return
            order = TaskOrder(seed)
            yield order
            self._count(order)

    def _count(self, order: TaskOrder) -> None:
        self._seen.add(hash(tuple(order.digits)))
        self.tried = len(self._seen)
