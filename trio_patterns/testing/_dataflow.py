"""Whether what is written was made from what was read, as far as the source tells.

A task that reads an attribute, lets others run, and then sets the attribute has lost an
update only if the new value comes from the old one. ``count = old + 1`` does, ``state =
"closed"`` does not. Python keeps no record of that, but the source shows it: here the
expression that is written is followed back, through the variables of the function and
the arguments of its callers, to see whether the read is among what it was made from.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import linecache
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import CodeType, FrameType

# How far out a value is followed.
_MOST_CALLS = 20


class Spot(NamedTuple):
    """Where a function was in its code at some moment."""

    frame: int
    """The identity of the frame, which tells the activations of a function apart."""
    code: CodeType
    instruction: int


# The spots from the inside out, each as a plain tuple: it is made at each access.
Stack = list[tuple[int, "CodeType", int]]


def stack_of(frame: FrameType | None, outermost: int | None = None) -> Stack:
    """Note where ``frame`` and its callers are, from the inside out.

    Args:
        frame: the innermost.
        outermost: the identity of the frame to stop at.
    """
    stack: Stack = []
    for _ in range(_MOST_CALLS):
        if frame is None:
            break
        identity = id(frame)
        stack.append((identity, frame.f_code, frame.f_lasti))
        if identity == outermost:
            break
        frame = frame.f_back
    return stack


def positions_of(code: CodeType, instruction: int) -> tuple[int | None, ...]:
    """Give the lines of an instruction, the first and the last, and its columns."""
    return next(islice(code.co_positions(), instruction // 2, None))


def is_made_from(write: Stack, read: Stack, *, by_choice: bool) -> bool:
    """Tell whether a value that is written was made from what was read before.

    The two meet in a function that they stand in, or were called from. Up to there the
    value has to come in as an argument; there, what was read has to be part of it.

    Args:
        write: where something is written.
        read: where something was read before, by the same task.
        by_choice: also say yes where the write depends on an ``if`` about the read.

    Returns:
        Whether it was, for certain: `False` where there is no source to look at.
    """
    reads = {(spot.frame, spot.code): spot for spot in map(Spot._make, read)}
    for depth, spot in enumerate(map(Spot._make, write)):
        node = _node_at(spot)
        if node is None:
            return False
        source = _Source.of(spot.code.co_filename)
        written = [node] if depth else source.written_by(node)
        read_here = reads.get((spot.frame, spot.code))
        if read_here is not None:
            place = _node_at(read_here)
            if by_choice:
                written += source.conditions_of(node)
            return place is not None and source.has(written, place)
        arguments = set(spot.code.co_varnames[: _argument_count(spot.code)])
        if not source.has(written, arguments):
            return False
    return False


def _argument_count(code: CodeType) -> int:
    starred = bool(code.co_flags & inspect.CO_VARARGS)
    double_starred = bool(code.co_flags & inspect.CO_VARKEYWORDS)
    return code.co_argcount + code.co_kwonlyargcount + starred + double_starred


def _names(parts: Iterable[ast.AST]) -> set[str]:
    return {
        node.id for part in parts for node in ast.walk(part) if type(node) is ast.Name
    }


def _node_at(spot: Spot) -> ast.AST | None:
    """Find the piece of source that the function is at."""
    line, end_line, column, end_column = positions_of(spot.code, spot.instruction)
    source = _Source.of(spot.code.co_filename)
    return source.nodes.get((line, column, end_line, end_column))


class _Source:
    """A source file as a tree, in which one can also go up."""

    def __init__(self, text: str) -> None:
        self.nodes: dict[tuple[int | None, ...], ast.AST] = {}
        self._parents: dict[ast.AST, ast.AST] = {}
        for parent in ast.walk(ast.parse(text)):
            for child in ast.iter_child_nodes(parent):
                self._parents[child] = parent
                if isinstance(child, (ast.expr, ast.stmt)):
                    start = (child.lineno, child.col_offset)
                    end = (child.end_lineno, child.end_col_offset)
                    # Of several the innermost: an expression, not its statement.
                    self.nodes[*start, *end] = child

    @staticmethod
    def of(filename: str) -> _Source:
        """Parse a file; as an empty one if it can't be had or understood."""
        return _parsed("".join(linecache.getlines(filename)))

    def _up(self, node: ast.AST) -> Iterator[ast.AST]:
        """Walk from the node outward, up to its function or module."""
        while not isinstance(node, _FUNCTIONS):
            yield node
            node = self._parents[node]
        yield node

    def written_by(self, node: ast.AST) -> list[ast.AST]:
        """Find what is stored at ``node``, a target or a call."""
        statements = (outer for outer in self._up(node) if isinstance(outer, ast.stmt))
        match next(statements, None):
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                return [value]
            case ast.AugAssign() as both:
                return [both]
            case ast.For(iter=value) | ast.AsyncFor(iter=value):
                return [value]
            case _:
                return [node]

    def has(self, parts: list[ast.AST], wanted: ast.AST | set[str]) -> bool:
        """Tell whether these parts of a function are made from a read, or arguments.

        A variable counts only if every value assigned to it since the read was made
        from it. If one assignment was not, nothing is certain.
        """
        if not parts:
            return False
        *_, function = self._up(parts[0])
        made: set[str] = wanted if isinstance(wanted, set) else set()

        def is_made(part: ast.AST) -> bool:
            return any(
                node is wanted or (type(node) is ast.Name and node.id in made)
                for node in ast.walk(part)
            )

        settings = [
            setting
            for setting in _settings(function)
            if isinstance(wanted, set) or self._may_follow(setting.node, wanted)
        ]
        # Grow: every variable that may be made from it; shrink: without those of which
        # an assignment is not.
        while new := {s.name for s in settings if is_made(s.value)} - made:
            made = made | new
        assigned = [s for s in settings if not s.keeps]
        while lost := {s.name for s in assigned if not is_made(s.value)} & made:
            made = made - lost
        return any(map(is_made, parts))

    def _may_follow(self, node: ast.AST, read: ast.AST) -> bool:
        """Tell whether ``node`` may run after the read, in the same call."""
        if _start(node) >= _start(read):
            return True
        around_read = set(self._up(read))
        # The statement that the read is in; or one before it, in the same loop.
        return node in around_read or any(
            isinstance(outer, _LOOPS) and outer in around_read
            for outer in self._up(node)
        )

    def conditions_of(self, node: ast.AST) -> list[ast.AST]:
        """Find the conditions under which ``node`` is reached in its function."""
        found: list[ast.AST] = []
        for inner, outer in itertools.pairwise(self._up(node)):
            match outer:
                case ast.If(test=about) | ast.While(test=about) | ast.IfExp(test=about):
                    found.append(about)
                case ast.Match(subject=about):
                    found.append(about)
                case ast.Try() if _catches_absence(inner):
                    found += outer.body
                case _:
                    pass
            # A statement before it that leaves the block is a condition too.
            siblings = list(ast.iter_child_nodes(outer))
            for before in siblings[: siblings.index(inner)]:
                found += _left_by(before)
        return found


def _left_by(statement: ast.AST) -> list[ast.AST]:
    """Find on what it depends whether what follows the statement runs."""
    match statement:
        case ast.If(test=about, body=[*_, last]) if isinstance(last, _LEAVES):
            return [about]
        case (
            ast.Try(body=[*body, last], handlers=handlers, orelse=[])
            | ast.Try(body=body, handlers=handlers, orelse=[*_, last])
        ) if isinstance(last, _LEAVES) and any(map(_catches_absence, handlers)):
            return [*body, last]
        case ast.With(items=items, body=[*body, last]) if isinstance(last, _LEAVES):
            return [*body, last] if any(map(_catches_absence, items)) else []
        case _:
            return []


def _catches_absence(node: ast.AST) -> bool:
    """Tell whether this catches the error of a key or an attribute that is absent."""
    match node:
        case ast.ExceptHandler(type=ast.expr() as errors):
            return bool(_names([errors]) & _ABSENCE)
        case ast.withitem(context_expr=ast.Call() as call):
            names = {ast.unparse(call.func)} & {"suppress", "contextlib.suppress"}
            return bool(names and _names(call.args) & _ABSENCE)
        case _:
            return False


_ABSENCE = {"KeyError", "LookupError", "AttributeError"}


@dataclass(frozen=True)
class _Setting:
    """A variable is set to something, or what it stands for is changed."""

    node: ast.AST
    name: str
    value: ast.AST
    keeps: bool
    """Whether what it was before is still a part of it."""


# Nothing that could be followed back.
_UNKNOWN = ast.Constant(None)


def _settings(function: ast.AST) -> Iterator[_Setting]:
    """Find all that sets a variable, anywhere in the function."""
    arguments: ast.AST | None = getattr(function, "args", None)
    own: set[ast.AST] = set() if arguments is None else set(ast.walk(arguments))
    for node in ast.walk(function):
        targets: list[ast.expr] = []
        value: ast.AST = _UNKNOWN
        match node:
            case ast.Assign(targets=targets, value=value):
                pass
            case (
                ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.NamedExpr(target=target, value=value)
                | ast.For(target=target, iter=value)
                | ast.AsyncFor(target=target, iter=value)
                | ast.comprehension(target=target, iter=value)
                | ast.AugAssign(target=target, value=value)
                | ast.withitem(context_expr=value, optional_vars=ast.expr() as target)
            ):
                targets = [target]
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                yield _Setting(node, name, _UNKNOWN, keeps=False)
            case ast.arg(arg=name) if node not in own:
                yield _Setting(node, name, _UNKNOWN, keeps=False)
            case _:
                pass
        added = isinstance(node, ast.AugAssign)
        for target in targets:
            plain = _plain_names(target)
            for name in _names([target]):
                yield _Setting(node, name, value, keeps=added or name not in plain)


def _plain_names(target: ast.AST) -> set[str]:
    """Find the names that are set themselves, and not an attribute or an item."""
    match target:
        case ast.Name(id=name):
            return {name}
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return {name for part in parts for name in _plain_names(part)}
        case ast.Starred(value=part):
            return _plain_names(part)
        case _:
            return set()


def _start(node: ast.AST) -> tuple[int, int]:
    if not hasattr(node, "lineno"):  # as a part of `with`, or a `for` in brackets
        node = next(ast.iter_child_nodes(node))
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Module)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


@lru_cache(maxsize=64)
def _parsed(text: str) -> _Source:
    try:
        return _Source(text)
    except SyntaxError:
        return _Source("")
