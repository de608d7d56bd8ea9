from __future__ import annotations

import collections
import contextlib
import dataclasses
import gc
import linecache
import weakref
from typing import TYPE_CHECKING, Any, Self

import pytest
import trio

from trio_patterns.testing import LostUpdateError, explore, run, watch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

checkpoint = trio.lowlevel.checkpoint
CLOSED = "closed"


@dataclasses.dataclass
class Account:
    balance: int = 0
    state: str = "open"
    seen: float = 0.0
    owner: object = None
    names: list[str] = dataclasses.field(default_factory=list[str])

    async def deposit(self, amount: int) -> None:
        before = self.balance
        await checkpoint()
        self.balance = before + amount

    async def deposit_at_once(self, amount: int) -> None:
        await checkpoint()
        self.balance += amount
        await checkpoint()

    def get(self) -> int:
        return self.balance

    def set(self, balance: int) -> None:
        self.balance = balance

    @property
    def cents(self) -> int:
        return self.balance * 100

    @cents.setter
    def cents(self, cents: int) -> None:
        self.balance = cents // 100

    def __iadd__(self, amount: int) -> Self:
        self.balance += amount
        return self


async def slowly(value: Any) -> Any:
    await checkpoint()
    return value


# Each makes its object anew and gives the function that two tasks are to run.
Program = "Callable[[], Callable[[], Awaitable[object]]]"
WRONG: list[Any] = []
RIGHT: list[Any] = []


def wrong(program: Any) -> Any:
    WRONG.append(program)
    return program


def right(program: Any) -> Any:
    RIGHT.append(program)
    return program


@wrong
def attribute() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        before = account.balance
        await checkpoint()
        account.balance = before + 1

    return task


@right
def attribute_read_again() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        before = account.balance
        await checkpoint()
        before = account.balance
        account.balance = before + 1

    return task


@right
def attribute_under_a_lock() -> Callable[[], Awaitable[object]]:
    account, lock = watch(Account()), trio.Lock()

    async def task() -> None:
        async with lock:
            before = account.balance
            await checkpoint()
            account.balance = before + 1

    return task


@wrong
def augmented_with_an_await_inside() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        account.balance += await slowly(1)

    return task


@right
def augmented_in_one_step() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        more = await slowly(1)
        account.balance += more

    return task


@wrong
def method_of_the_object() -> Callable[[], Awaitable[object]]:
    account = watch(Account())
    return lambda: account.deposit(1)


@right
def method_in_one_step() -> Callable[[], Awaitable[object]]:
    account = watch(Account())
    return lambda: account.deposit_at_once(1)


@wrong
def getter_and_setter() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        before = account.get()
        await checkpoint()
        account.set(before + 1)

    return task


@wrong
def a_property() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        cents = account.cents
        await checkpoint()
        account.cents = cents + 100

    return task


@wrong
def through_variables_and_functions() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def read() -> int:
        return account.balance

    async def write(balance: int) -> None:
        new = balance
        account.balance = new

    async def task() -> None:
        one: int
        one = await read()
        three, _ = (two := one + 1), None
        assert two == three
        for four in [three]:
            await checkpoint()
            await write(four)

    return task


@wrong
def setattr_and_getattr() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        before = getattr(account, "balance", 0)
        await checkpoint()
        setattr(account, "balance", before + 1)  # noqa: B010  # what is tested

    return task


@wrong
def stored_in_unusual_ways() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        before = account.balance
        await checkpoint()
        with contextlib.nullcontext(before) as same:
            for account.balance in [same + 1]:
                pass

    return task


@wrong
def stored_with_an_annotation() -> Callable[[], Awaitable[object]]:
    account: Any = watch(Account())

    async def task() -> None:
        before = account.balance
        await checkpoint()
        # Rare, but allowed.
        account.balance: int = before + 1  # type: ignore[misc]

    return task


@wrong
def stored_in_a_lambda() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    def later(store: Callable[[int], None], balance: int) -> None:
        store(balance)

    async def task() -> None:
        before = account.balance
        await checkpoint()
        later(lambda balance: setattr(account, "balance", balance), before + 1)

    return task


@right
def too_deep_to_follow() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    def store(depth: int, balance: int) -> None:
        if depth:
            store(depth - 1, balance)
        else:
            account.balance = balance

    async def task() -> None:
        before = account.balance
        await checkpoint()
        store(30, before + 1)

    return task


@right
def its_own_write_in_between() -> Callable[[], Awaitable[object]]:
    totals, names = watch({"apples": 0, "pears": 0}), iter(["apples", "pears"])

    async def task() -> None:
        name = next(names)
        before = totals[name]
        totals[name] = before + 1
        await checkpoint()
        totals[name] = before + 2

    return task


@right
def written_but_not_changed_in_between() -> Callable[[], Awaitable[object]]:
    account, roles = watch(Account()), iter(["counts", "resets"])

    async def task() -> None:
        if next(roles) == "resets":
            account.balance = 0
            return
        before = account.balance
        await checkpoint()
        await checkpoint()
        account.balance = before + 1

    return task


@wrong
def items_of_a_copy() -> Callable[[], Awaitable[object]]:
    totals = watch({"apples": 0})

    async def task() -> None:
        mine = totals.copy()
        await checkpoint()
        totals["apples"] = mine["apples"] + 1

    return task


@right
def blind_write_of_a_constant() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        if account.state == "open":
            await checkpoint()
            account.state = "closing"
            await checkpoint()
            account.state = CLOSED

    return task


@right
def value_from_elsewhere() -> Callable[[], Awaitable[object]]:
    account, clock = watch(Account()), iter(range(100))

    async def task() -> None:
        if account.seen < 50:
            await checkpoint()
            account.seen = next(clock)

    return task


@right
def constant_through_a_setter() -> Callable[[], Awaitable[object]]:
    account, numbers = watch(Account()), iter(range(1, 9))

    async def task() -> None:
        mine = next(numbers)
        print(account.get())
        await checkpoint()
        account.set(mine)

    return task


@right
def constant_inside_a_helper() -> Callable[[], Awaitable[object]]:
    account, states = watch(Account()), iter("abcdef")

    def change() -> None:
        account.state = next(states)

    async def task() -> None:
        before = account.state
        await checkpoint()
        print(before)
        change()

    return task


@wrong
def made_because_there_was_none() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        if account.owner is None:
            account.owner = await slowly(object())

    return task


@right
def owner_set_in_any_case() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        print(account.owner)
        account.owner = await slowly(object())

    return task


@right
def looked_again_whether_there_is_one() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        if account.owner is None:
            owner = await slowly(object())
            if account.owner is None:
                account.owner = owner

    return task


@wrong
def item_of_a_dict() -> Callable[[], Awaitable[object]]:
    totals = watch({"apples": 0})

    async def task() -> None:
        before = totals["apples"]
        await checkpoint()
        totals["apples"] = before + 1

    return task


@right
def different_items_of_a_dict() -> Callable[[], Awaitable[object]]:
    totals, names = watch({"apples": 0, "pears": 0}), iter(["apples", "pears"])

    async def task() -> None:
        name = next(names)
        before = totals[name]
        await checkpoint()
        totals[name] = before + 1

    return task


@wrong
def get_and_update() -> Callable[[], Awaitable[object]]:
    totals: dict[str, int] = watch({})

    async def task() -> None:
        before = totals.get("apples", 0)
        await checkpoint()
        totals.update(apples=before + 1)

    return task


@wrong
def copy_and_merge() -> Callable[[], Awaitable[object]]:
    totals = watch({"apples": 0})

    async def task() -> None:
        nonlocal totals
        mine = dict(totals)
        await checkpoint()
        totals |= {"apples": mine["apples"] + 1}

    return task


@right
def setdefault_and_pop() -> Callable[[], Awaitable[object]]:
    totals: dict[str, int] = watch({})

    async def task() -> None:
        before = len(totals)
        await checkpoint()
        totals.setdefault("apples", before)
        await checkpoint()
        totals.pop("apples", None)

    return task


@wrong
def cache_filled_twice() -> Callable[[], Awaitable[object]]:
    cache: dict[str, object] = watch({})

    async def task() -> object:
        if "key" in cache:
            return cache["key"]
        value = await slowly(object())
        cache["key"] = value
        return value

    return task


def cached(fill: Any) -> Callable[[], Awaitable[object]]:
    """Let tasks ask for a key of a cache that is empty at first."""
    cache: dict[str, object] = watch({})
    return lambda: fill(cache)


@wrong
def cache_filled_after_a_key_error() -> Callable[[], Awaitable[object]]:
    async def fill(cache: dict[str, object]) -> object:
        try:
            return cache["key"]
        except KeyError:
            value = cache["key"] = await slowly(object())
            return value

    return cached(fill)


@wrong
def cache_filled_after_the_handler() -> Callable[[], Awaitable[object]]:
    async def fill(cache: dict[str, object]) -> object:
        try:
            value = cache["key"]
        except (TypeError, LookupError):
            pass
        else:
            return value
        cache["key"] = await slowly(object())
        return None

    return cached(fill)


@wrong
def cache_filled_after_a_return_in_try() -> Callable[[], Awaitable[object]]:
    async def fill(cache: dict[str, object]) -> object:
        try:
            return cache["key"]
        except KeyError:
            await checkpoint()
        cache["key"] = await slowly(object())
        return None

    return cached(fill)


@wrong
def cache_filled_after_suppress() -> Callable[[], Awaitable[object]]:
    async def fill(cache: dict[str, object]) -> object:
        with contextlib.suppress(KeyError):
            return cache["key"]
        cache["key"] = await slowly(object())
        return None

    return cached(fill)


@wrong
def cache_filled_by_a_match() -> Callable[[], Awaitable[object]]:
    async def fill(cache: dict[str, object]) -> object:
        match cache.get("key"):
            case None:
                value = cache["key"] = await slowly(object())
                return value
            case value:
                return value

    return cached(fill)


@wrong
def made_after_an_attribute_error() -> Callable[[], Awaitable[object]]:
    class Client:
        connection: object

    client = watch(Client())

    async def task() -> object:
        try:
            return client.connection
        except AttributeError:
            client.connection = await slowly(object())
        return client.connection

    return task


@right
def set_after_another_error() -> Callable[[], Awaitable[object]]:
    async def fill(cache: dict[str, object]) -> None:
        try:
            look_at(cache.get("key"))
            await slowly(1)
            raise ValueError
        except ValueError:
            cache["key"] = object()

    return cached(fill)


@right
def set_after_suppressing_another_error() -> Callable[[], Awaitable[object]]:
    async def fill(cache: dict[str, object]) -> None:
        with open_nothing(), contextlib.suppress(ValueError):
            look_at(cache.get("key"))
            await slowly(1)
            return
        cache["key"] = object()

    return cached(fill)


@right
def cache_looked_at_again_after_a_key_error() -> Callable[[], Awaitable[object]]:
    async def fill(cache: dict[str, object]) -> object:
        try:
            return cache["key"]
        except KeyError:
            value = await slowly(object())
            return cache.setdefault("key", value)

    return cached(fill)


@wrong
def special_methods_by_name() -> Callable[[], Awaitable[object]]:
    totals = watch({"apples": 0})

    async def task() -> None:
        before = totals.__getitem__("apples")
        await checkpoint()
        totals.__setitem__("apples", before + 1)

    return task


@wrong
def setter_by_name() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        before = account.balance
        await checkpoint()
        account.__setattr__("balance", before + 1)

    return task


@wrong
def a_list_that_another_is_added_to() -> Callable[[], Awaitable[object]]:
    names = watch(["a"])

    async def task() -> None:
        mine = ["b"] + names  # noqa: RUF005
        await checkpoint()
        names[:] = mine

    return task


@wrong
def replaced_fields() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        mine = dataclasses.replace(account, balance=0)
        await checkpoint()
        account.seen = mine.seen + 1

    return task


@right
def cache_filled_with_the_same() -> Callable[[], Awaitable[object]]:
    cache: dict[str, str] = watch({})

    async def task() -> object:
        if "key" not in cache:
            cache["key"] = await slowly("value")
        return cache["key"]

    return task


@wrong
def whole_list_replaced() -> Callable[[], Awaitable[object]]:
    names, more = watch(["a"]), iter("bc")

    async def task() -> None:
        mine = sorted(names)
        await checkpoint()
        mine.append(next(more))
        names[:] = mine

    return task


@right
def appended_after_a_look() -> Callable[[], Awaitable[object]]:
    names = watch(["a"])

    async def task() -> None:
        count = len(names)
        await checkpoint()
        names.append(str(count))

    return task


@wrong
def item_of_a_list() -> Callable[[], Awaitable[object]]:
    counts = watch([0, 0])

    async def task() -> None:
        before = counts[-1]
        await checkpoint()
        counts[1] = before + 1

    return task


@right
def item_of_a_list_that_grows() -> Callable[[], Awaitable[object]]:
    counts, places = watch([0, 0]), iter([0, 1])

    async def task() -> None:
        place = next(places)
        before = counts[place]
        counts.append(5)
        await checkpoint()
        counts[place] = before + 1

    return task


@right
def counter_updates() -> Callable[[], Awaitable[object]]:
    counter: collections.Counter[str] = watch(collections.Counter("ab"))

    async def task() -> None:
        before = counter["a"]
        await checkpoint()
        counter.update({"a": before})

    return task


@right
def set_of_names() -> Callable[[], Awaitable[object]]:
    names: set[str] = watch(set())

    async def task() -> None:
        if "a" not in names:
            await checkpoint()
            names.add("a")

    return task


@right
def added_in_place() -> Callable[[], Awaitable[object]]:
    account = watch(Account())

    async def task() -> None:
        nonlocal account
        before = account.balance
        await checkpoint()
        account += before + 1

    return task


def by_two_tasks(
    program: Callable[[], Callable[[], Awaitable[object]]],
) -> Callable[[], Awaitable[None]]:
    async def main() -> None:
        task = program()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(task, name="left")
            nursery.start_soon(task, name="right")

    return main


# A variable that is used again


@contextlib.contextmanager
def open_nothing() -> Generator[None]:
    yield


def look_at(value: object) -> None:
    """Use it, and no more."""


def used_again(reuse: Any) -> Callable[[], Awaitable[object]]:
    """Read the balance, wait, and write what the function makes of it."""
    account = watch(Account())

    async def task() -> None:
        await reuse(account)

    return task


@right
def set_to_a_constant() -> Callable[[], Awaitable[object]]:
    async def reuse(account: Account) -> None:
        value = account.balance
        look_at(value)
        await checkpoint()
        value = 5
        account.balance = value

    return used_again(reuse)


@right
def set_to_what_another_gives() -> Callable[[], Awaitable[object]]:
    async def reuse(account: Account) -> None:
        value = account.balance
        look_at(value)
        value = await slowly(7)
        account.balance = value

    return used_again(reuse)


@right
def set_by_a_loop() -> Callable[[], Awaitable[object]]:
    async def reuse(account: Account) -> None:
        value = account.balance
        look_at(value)
        await checkpoint()
        for value in 1, 2:
            account.balance = value

    return used_again(reuse)


@right
def set_before_in_the_same_loop() -> Callable[[], Awaitable[object]]:
    async def reuse(account: Account) -> None:
        value = 1
        for _ in range(3):
            account.balance = value
            value = account.balance
            look_at(value)
            await checkpoint()
            value = 3

    return used_again(reuse)


@right
def a_parameter_of_that_name() -> Callable[[], Awaitable[object]]:
    async def reuse(account: Account) -> None:
        value = account.balance
        look_at(value)
        await checkpoint()
        account.balance = max([5], key=lambda value: -value)

    return used_again(reuse)


@right
def an_argument_that_is_replaced() -> Callable[[], Awaitable[object]]:
    async def write(account: Account, value: int) -> None:
        await checkpoint()
        value = 5
        account.balance = value

    async def reuse(account: Account) -> None:
        await write(account, account.balance)

    return used_again(reuse)


@wrong
def set_before_it_was_read() -> Callable[[], Awaitable[object]]:
    async def reuse(account: Account) -> None:
        value = 0
        look_at(value)
        value = account.balance
        await checkpoint()
        account.balance = value + 1

    return used_again(reuse)


@wrong
def set_to_itself_and_more() -> Callable[[], Awaitable[object]]:
    async def reuse(account: Account) -> None:
        value = account.balance
        await checkpoint()
        value = value * 2
        value += 1
        account.balance = value

    return used_again(reuse)


@wrong
def an_argument_that_is_added_to() -> Callable[[], Awaitable[object]]:
    async def write(account: Account, value: int) -> None:
        value += 1
        await checkpoint()
        account.balance = value

    async def reuse(account: Account) -> None:
        await write(account, account.balance)

    return used_again(reuse)


@pytest.mark.parametrize("program", WRONG)
def test_found(program: Any) -> None:
    with pytest.RaisesGroup(LostUpdateError):
        explore(by_two_tasks(program))


@pytest.mark.parametrize("schedules", [100, pytest.param(1000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("program", RIGHT)
def test_silent(program: Any, schedules: int) -> None:
    explore(by_two_tasks(program), schedules=schedules)


def test_the_report() -> None:
    account = watch(Account())
    lines: dict[str, int] = {}

    async def left() -> None:
        before = account.balance
        lines["read"] = lines["write"] = left.__code__.co_firstlineno
        await trio.sleep(2)
        account.balance = before + 1

    async def right() -> None:
        await trio.sleep(1)
        account.balance = 50

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(left)
            nursery.start_soon(right, name="the other one")

    with pytest.RaisesGroup(LostUpdateError) as caught:
        run(main)
    (error,) = caught.value.exceptions
    assert isinstance(error, LostUpdateError)
    first = left.__code__.co_firstlineno
    assert error.what == ".balance"
    assert (error.read.task, error.read.line) == ("left", first + 1)
    assert (error.lost.task, error.lost.function) == ("the other one", "right")
    assert (error.write.task, error.write.line) == ("left", first + 4)
    assert {error.read.file, error.lost.file, error.write.file} == {__file__}
    assert account.balance == 50  # it was not written
    text = str(error)
    assert text.startswith("a lost update of .balance\n\nread by left\n  File ")
    assert "then written by the other one\n" in text
    assert "account.balance = before + 1" in text


def test_tasks_of_one_name_are_told_apart() -> None:
    async def main() -> None:
        task = attribute()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(task)
            nursery.start_soon(task)

    with pytest.RaisesGroup(LostUpdateError) as caught:
        run(main, seed=-1)
    (error,) = caught.value.exceptions
    assert isinstance(error, LostUpdateError)
    assert (error.read.task, error.lost.task) == ("task #2", "task")


def test_a_write_from_outside_of_the_run_counts() -> None:
    account = watch(Account())

    async def main() -> None:
        before = account.balance
        await trio.lowlevel.checkpoint()
        trio.lowlevel.current_trio_token().run_sync_soon(account.set, 7)
        await trio.sleep(1)
        account.balance = before + 1

    with pytest.raises(LostUpdateError) as caught:
        run(main)
    assert caught.value.lost.task == "<TrioToken.run_sync_soon task>"


def test_outside_of_a_run() -> None:
    account = watch(Account())
    account.balance = account.balance + 1
    account.balance += 1
    assert account.balance == 2


SOURCE = """
async def task():
    before = account.balance
    await trio.lowlevel.checkpoint()
    account.balance = before + 1
"""


@pytest.mark.parametrize("source", ["", "this is (no Python", SOURCE])
def test_no_report_without_the_source(source: str) -> None:
    space: dict[str, Any] = {"trio": trio}
    exec(compile(SOURCE, "<made up>", "exec"), space)  # noqa: S102

    def program() -> Any:
        space["account"] = watch(Account())
        return space["task"]

    lines = source.splitlines(keepends=True)
    linecache.cache["<made up>"] = (len(source), None, lines, "<made up>")
    try:
        if source == SOURCE:
            with pytest.RaisesGroup(LostUpdateError):
                explore(by_two_tasks(program))
        else:
            explore(by_two_tasks(program))
    finally:
        del linecache.cache["<made up>"]


# It stands in for the object


def test_as_the_object() -> None:
    account = Account(5)
    watched = watch(account)
    assert isinstance(watched, Account)
    assert watched.__class__ is Account
    assert repr(watched) == repr(account)
    assert watched == account
    assert account == watched
    assert watched == watch(account)
    watched.balance = 6
    assert account.balance == 6
    del watched.balance
    assert account.balance == 0  # the default, from the class
    watched += 3
    assert type(watched) is not Account
    assert account.balance == 3
    with pytest.raises(AttributeError, match="nonsense"):
        getattr(watched, "nonsense")  # noqa: B009  # it has no such attribute
    with pytest.raises(TypeError):
        hash(watched)


def test_as_a_list() -> None:
    names = ["b", "a"]
    watched = watch(names)
    assert isinstance(watched, list)
    assert list(watched) == names
    assert len(watched) == 2
    assert "a" in watched
    assert watched[0:1] == ["b"]
    assert watched[::-1] == ["a", "b"]
    watched.sort()
    assert names == ["a", "b"]
    watched[1] = "c"
    del watched[0]
    watched += ["d"]
    assert names == ["c", "d"]
    assert type(watched) is not list
    with pytest.raises(IndexError):
        watched[2] = "e"
    place: Any = "a"
    with pytest.raises(TypeError, match="indices"):
        watched[place] = "e"
    watched.clear()
    assert not watched


def test_as_a_dict() -> None:
    totals = {"a": 1}
    watched = watch(totals)
    watched["b"] = 2
    watched.update({"c": 3}, d=4)
    assert dict(watched.items()) == {"a": 1, "b": 2, "c": 3, "d": 4}
    assert [*watched] == ["a", "b", "c", "d"]
    assert watched == totals
    assert watched.get("z", 9) == 9
    del watched["a"]
    assert "a" not in totals
    with pytest.raises(KeyError):
        watched["a"]


def test_classes_and_static_methods() -> None:
    class Thing:
        count = 0

        @classmethod
        def make(cls) -> Thing:
            return cls()

        @staticmethod
        def double(number: int) -> int:
            return number * 2

        def __len__(self) -> int:
            return self.count

    thing = watch(Thing())
    assert type(thing.make()) is Thing
    assert thing.double(2) == 4
    assert len(thing) == 0
    thing.count += 2
    assert len(thing) == 2
    assert {thing: 1}

    def tripled(self: Thing) -> int:
        return self.count * 3

    cls: Any = Thing
    cls.tripled = tripled  # what a class gets later works, too
    assert getattr(thing, cls.tripled.__name__)() == 6


def test_as_other_containers() -> None:
    queue = watch(collections.deque([1, 2]))
    queue.append(3)
    queue.rotate(1)
    assert list(queue) == [3, 1, 2]
    lists = watch(collections.defaultdict[str, list[int]](list))
    lists["a"].append(1)
    assert lists == {"a": [1]}
    counter = watch(collections.Counter("aab"))
    counter["b"] += 2
    assert counter.most_common(1) == [("b", 3)]
    names = watch({"a"})
    names.add("b")
    assert sorted(names) == ["a", "b"]


@pytest.mark.parametrize(
    ("thing", "kind"),
    [
        ({"a": 1}, "mapping"),
        (collections.Counter("a"), "mapping"),
        ([1, 2], "sequence"),
        (collections.deque([1, 2]), "sequence"),
        (bytearray([1, 2]), "other"),
        ({1, 2}, "other"),
        (Account(), "account"),
    ],
    ids=repr,
)
def test_match_takes_it_for_the_object(thing: object, kind: str) -> None:
    def kind_of(value: object) -> str:
        match value:
            case {"a": 1}:
                return "mapping"
            case [1, 2]:
                return "sequence"
            case Account(balance=0):
                return "account"
            case _:
                return "other"

    assert kind_of(thing) == kind
    assert kind_of(watch(thing)) == kind


def test_dataclasses_takes_it_for_the_object() -> None:
    account = Account(5, names=["a"])
    watched = watch(account)
    assert dataclasses.asdict(watched) == dataclasses.asdict(account)
    assert dataclasses.astuple(watched) == dataclasses.astuple(account)
    assert dataclasses.replace(watched, balance=6) == dataclasses.replace(
        account, balance=6
    )
    assert dataclasses.is_dataclass(watched)


def test_added_to_another_list() -> None:
    mine = same = ["a"]
    more = mine + watch(["b"])
    assert more == ["a", "b"]
    assert sum([watch(["b"]), watch(["c"])], mine) == ["a", "b", "c"]
    mine += watch(["b"])
    assert same is mine
    assert same == ["a", "b"]
    either: Any = (1,)
    with pytest.raises(TypeError, match="concatenate"):
        look_at(either + watch(["b"]))


def test_as_a_context_manager() -> None:
    class Resource:
        __slots__ = ("opened",)

        def __init__(self) -> None:
            self.opened = 0

        def __enter__(self) -> Self:
            self.opened += 1
            return self

        def __exit__(self, *_: object) -> None:
            self.opened -= 1

        def __call__(self) -> int:
            return self.opened

    resource = watch(Resource())
    with resource as opened:
        assert opened is resource
        assert resource() == 1
    assert resource() == 0


@pytest.mark.parametrize("thing", [1, "a", None, (1,), int, len, lambda: 1])
def test_what_can_not_change(thing: object) -> None:
    with pytest.raises(TypeError, match="needs an object that can change, not"):
        watch(thing)


def test_it_keeps_no_task_alive() -> None:
    account = watch(Account())
    tasks: list[weakref.ref[trio.lowlevel.Task]] = []

    async def child() -> None:
        tasks.append(weakref.ref(trio.lowlevel.current_task()))
        account.balance += 1

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(child)

    run(main)
    gc.collect()
    assert tasks[0]() is None
