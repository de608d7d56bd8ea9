"""Find constructs by what one types: a name of Go or of Trio, code, or plain words.

Code is read by `search_code.py`, a whole `select` by `search_select.py`; the names of
the pages in prose stand in `pages.py`. Words need not stand together: `stop a worker`
finds what has both words, in any order.

The search of the guide's pages does the same in the reader's browser, with
these tables: `docs/_static/by_name.js`.
"""

from __future__ import annotations

import re
import shlex
from contextlib import suppress
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from trio_patterns.guide import search_select
from trio_patterns.guide.catalogue import CatalogueError, Construct
from trio_patterns.guide.pages import PAGES, Page
from trio_patterns.guide.search_code import meanings

if TYPE_CHECKING:
    from trio_patterns.guide.catalogue import Catalogue

    Found = Construct | Page

# The worst rank of a construct that is called by the text, or by its title.
_NAMED = 1
# How many an error names of those that a text may mean.
_MOST_NAMED = 5
# What says nothing of what is looked for.
FILLERS = frozenset(
    {"a", "an", "and", "are", "as", "by", "do", "for", "from", "how", "i", "if", "in"}
    | {"into", "is", "it", "my", "of", "on", "or", "per", "that", "the", "to", "when"}
    | {"with"}
)


def words(text: str) -> list[str]:
    """Give the words of a text that say something, without their endings."""
    found = re.findall(r"[a-z0-9]+", text.lower())
    return [_without_ending(word) for word in found if word not in FILLERS]


@cache
def _without_ending(word: str) -> str:
    return re.sub(r"(?<=\w{4})(ing|ed|er|es|s)$", "", word)


def apart(text: str) -> str:
    """Part the words that a name is made of: `drainQueue` is `drain Queue`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)


def search(catalogue: Catalogue, text: str) -> list[Found]:
    """Give the constructs and pages that answer to a text, the best first.

    Those whose name it is stand before those with a name that ends so, and those before
    the ones that only mention it.
    """
    if not text.strip():
        return list(catalogue.constructs)
    ranked = _ranked(catalogue, text)
    return sorted(ranked, key=lambda found: ranked[found])


def nearest(catalogue: Catalogue, text: str) -> list[Found]:
    """Give what has the most of a text's words, and two of them at least.

    It is for a text of several words to which nothing answers.
    """
    wanted = words(text)
    everything: tuple[Found, ...] = (*catalogue.constructs, *PAGES)
    lacking = {each: _lacking(each, wanted, _prose(each)) for each in everything}
    fewest = min(lacking.values())
    if fewest > len(wanted) - 2:
        return []
    ranked = {
        each: _rank_of_words(each, wanted, 1, _prose(each)) or 0
        for each, number in lacking.items()
        if number == fewest
    }
    return sorted(ranked, key=lambda found: ranked[found])[:_MOST_NAMED]


def choose(catalogue: Catalogue, text: str) -> Construct:
    """Give the one construct that a text means.

    Raises:
        CatalogueError: There is none, or there are several; the message names the
            first of them, and the command that lists all.
    """
    with suppress(CatalogueError):
        return catalogue.find(text.strip())
    answers = _ranked(catalogue, text) if text.strip() else {}
    ranked = {
        each: rank for each, rank in answers.items() if isinstance(each, Construct)
    }
    if not ranked:
        for page in answers:
            message = f"{text!r} is answered by a page of the guide, {page.title!r}"
            raise CatalogueError(f"{message}; trio-patterns docs shows it")
        return catalogue.find(text)  # The error names the nearest ones.
    named = [construct for construct, rank in ranked.items() if rank <= _NAMED]
    for found in (named, [*ranked]):
        if len(found) == 1:
            return found[0]
    names = [construct.name for construct in sorted(ranked, key=lambda c: ranked[c])]
    message = f"{text!r} is in {len(names)} constructs, name one: "
    message += ", ".join(names[:_MOST_NAMED])
    if len(names) > _MOST_NAMED:
        message += f"...; all of them: trio-patterns list {shlex.quote(text)}"
    raise CatalogueError(message)


def _ranked(catalogue: Catalogue, text: str) -> dict[Found, float]:
    """Rank what answers to a text: the less the better."""
    everything: tuple[Found, ...] = (*catalogue.constructs, *PAGES)
    ranked: dict[Found, float] = {}
    for wanted in meanings(text):
        ranks = [(each, _rank(each, wanted)) for each in everything]
        if ranked := {each: rank for each, rank in ranks if rank is not None}:
            break
    # Plain words, in any order, which need not stand together; if no page has nearly
    # all of them, half of them; and if no name has them, what the page says besides. A
    # name that nobody knows may be made of words: `drainQueue`.
    ways = ((3, _nothing), (2, _nothing), (3, _prose), (2, _prose))
    for typed, (share, also) in product((text, apart(text)), ways):
        if not ranked:
            wanted_words = words(typed)
            by_words = [
                (each, _rank_of_words(each, wanted_words, share, also(each)))
                for each in everything
            ]
            ranked = {each: rank for each, rank in by_words if rank is not None}
    # A whole select: before what it leads to as a word.
    by_cases = search_select.pages(" ".join(text.split()))
    return ranked | {
        each: by_cases.index(each.name) - len(by_cases)
        for each in everything
        if each.name in by_cases
    }


def _rank(page: Found, wanted: str) -> float | None:
    """Tell how near a page is to a text in lower case: 0 is best, `None` no."""
    if not wanted:
        return None
    if wanted in (page.name, page.row.lower()):
        return 0
    title = page.title.lower()
    if wanted == title:
        return 1
    tail = f".{wanted.lstrip('.')}"
    for place, name in enumerate(page.names):
        lower = name.lower()
        if lower == wanted or lower.endswith(tail):
            # A hazard with a thing is further away than the thing. What a construct is
            # most about is what it names first.
            near = 4 if page.row.startswith("G") else 3 - (wanted in title)
            return near + place / len(page.names)
    if mentions(page, wanted) and not wanted.startswith("."):
        return 6 - (wanted in title)
    return None


def mentions(page: Found, wanted: str) -> bool:
    """Tell whether a page's names, title or question contain a text in lower case."""
    texts = (page.name, page.row, *page.also, page.title, page.question, *page.names)
    return any(wanted in each.lower() for each in texts)


def _nothing(_: Found) -> str:
    return ""


def _prose(page: Found) -> str:
    """Give what a page says; the site's own search reads it by itself."""
    if isinstance(page, Page):
        return ""
    steps = [f"{pair.title} {pair.why}" for pair in page.pairs]
    return " ".join([page.lesson, *page.watch, *steps])


def _rank_of_words(
    page: Found, wanted: list[str], share: int, prose: str
) -> float | None:
    """Tell how near a page is to words; `None` if it lacks over one in `share`."""
    if not wanted:
        return None
    lacking = _lacking(page, wanted, prose)
    if lacking > len(wanted) // share:
        return None
    title = words(page.title)
    elsewhere = sum(not _among(title, word) for word in wanted)
    # A hazard stands after the thing.
    return 2 * lacking + elsewhere / len(wanted) + page.row.startswith("G")


def _lacking(page: Found, wanted: list[str], prose: str) -> int:
    """Count the words that a page, with its prose, doesn't say."""
    names = " ".join([page.name, *page.names])
    mentioned = words(f"{page.title} {page.question} {names} {prose}")
    return sum(not _among(mentioned, word) for word in wanted)


def _among(said: list[str], word: str) -> bool:
    return any(each.startswith(word) for each in said)
