"""Find constructs by what one types: a name of Go or of Trio, code, or plain words.

Code is looked up whatever its variables are called: `wg.Go` is `sync.WaitGroup.Go`,
`<-ctx.Done()` is `Context.Done`, `for v := range ch` is `range`.

The search of the guide's pages does the same in the reader's browser, with these
tables: `docs/_static/by_name.js`.
"""

from __future__ import annotations

import re
import shlex
from contextlib import suppress
from typing import TYPE_CHECKING

from trio_patterns.guide.catalogue import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trio_patterns.guide.catalogue import Catalogue, Construct

# The worst rank of a construct that is called by the text, or by its title.
_NAMED = 1
# How many an error names of those that a text may mean.
_MOST_NAMED = 5
# What a statement of Go is looked up as: the first pattern that matches the whole of
# it, by the names that the constructs give themselves.
STATEMENTS = {
    r"select ?\{.*|select": "select",
    r"for .*range \S+.*|range \S+": "range",
    r"\w+, ?\w+ ?:?= ?<-.*": "v, ok := <-ch",
    r"go (func\b.*|\w.*\(.*\))": "go f()",
    r"defer cancel\b.*": "cancel",
    r"(\w+ ?:?= ?)?<-(?!chan\b)\w+": "<-ch",
    r"\w+ ?<- ?\S+": "ch <-",
    r"(len|cap|close)\(\w+\)": r"\1",
    r"make\(chan\b.*": "make(chan)",
}
# The texts of errors, by the names of the errors.
ERRORS = {
    "context canceled": "context.canceled",
    "context deadline exceeded": "context.deadlineexceeded",
}
# The types that have these methods, by how their variables are usually called.
VARIABLES = {
    "wg": "WaitGroup",
    "mu": "Mutex",
    "rw": "RWMutex",
    "ctx": "Context",
    "g": "errgroup.Group",
    "eg": "errgroup.Group",
    "once": "Once",
    "cond": "Cond",
    "sem": "semaphore.Weighted",
}


def meanings(text: str) -> Iterator[str]:
    """Yield what a text may mean, the most exact first, in lower case."""
    text = re.sub(r" ?\. ?", ".", " ".join(text.split()))
    if text.lower() in ERRORS:
        yield ERRORS[text.lower()]
    for pattern, name in STATEMENTS.items():
        if match := re.fullmatch(pattern, text):
            yield match.expand(name).lower()
            return
    # Neither a receive, nor the arguments, nor an assignment.
    bare = re.sub(r"^(\w+(, ?\w+)* ?:?= ?)?(<-|await |defer )?", "", text)
    bare = re.sub(r"\(.*\)$", "", bare)
    variable, dot, method = bare.partition(".")
    if dot and variable in VARIABLES:
        yield f"{VARIABLES[variable]}.{method}".lower()
    yield text.lower()
    yield bare.lower()
    if dot and re.fullmatch(r"[a-z]\w{0,3}", variable):
        yield f".{method}".lower()
    # A line of a traceback, such as "ExceptionGroup: the message": the message first.
    kind, colon, message = text.partition(": ")
    if colon:
        yield message.lower()
        yield kind.lower()


def search(catalogue: Catalogue, text: str) -> list[Construct]:
    """Give the constructs that answer to a text, the best first; [] if none does.

    Those whose name it is stand before those with a name that ends so, and those before
    the ones that only mention it.
    """
    if not text.strip():
        return list(catalogue.constructs)
    ranked = _ranked(catalogue, text)
    return sorted(ranked, key=lambda construct: ranked[construct])


def choose(catalogue: Catalogue, text: str) -> Construct:
    """Give the one construct that a text means.

    Raises:
        CatalogueError: There is none, or there are several; the message names the
            first of them, and the command that lists all.
    """
    with suppress(CatalogueError):
        return catalogue.find(text.strip())
    ranked = _ranked(catalogue, text) if text.strip() else {}
    if not ranked:
        return catalogue.find(text)  # The error names the nearest ones.
    named = [construct for construct, rank in ranked.items() if rank <= _NAMED]
    for found in (named, [*ranked]):
        if len(found) == 1:
            return found[0]
    names = [construct.name for construct in search(catalogue, text)]
    message = f"{text!r} is in {len(names)} constructs, name one: "
    message += ", ".join(names[:_MOST_NAMED])
    if len(names) > _MOST_NAMED:
        message += f"...; all of them: trio-patterns list {shlex.quote(text)}"
    raise CatalogueError(message)


def _ranked(catalogue: Catalogue, text: str) -> dict[Construct, float]:
    for wanted in meanings(text):
        ranks = [(each, _rank(each, wanted)) for each in catalogue.constructs]
        if found := {each: rank for each, rank in ranks if rank is not None}:
            return found
    return {}


def _rank(construct: Construct, wanted: str) -> float | None:
    """Tell how near a construct is to a text in lower case: 0 is best, `None` no."""
    if wanted in (construct.name, construct.row.lower()):
        return 0
    names = [name.lower() for name in (*construct.go_names, *construct.trio_names)]
    title = construct.title.lower()
    if wanted == title:
        return 1
    tail = f".{wanted.lstrip('.')}"
    for place, name in enumerate(names):
        if name == wanted or name.endswith(tail):
            # A hazard with a thing is further away than the thing. What a construct is
            # most about is what it names first.
            near = 4 if construct.row.startswith("G") else 3 - (wanted in title)
            return near + place / len(names)
    if construct.mentions(wanted):
        return 6 - (wanted in title)
    return None
