"""Find constructs by what one types: a name of Go or of Trio, code, or plain words.

Code is looked up whatever its variables are called: `s.wg.Go` is `sync.WaitGroup.Go`,
`<-ctx.Done()` is `Context.Done`, `case job, ok := <-p.jobs:` is `v, ok := <-ch`. Words
need not stand together: `stop a worker` finds what has both words, in any order.

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
# A channel that is closed to stop others, as it is usually called: `s.done`, `stopCh`.
_STOP = r"[\w.]*(?:[Dd]one|[Qq]uit|[Ss]top|[Ee]xit|[Cc]los|[Ss]hutdown|[Dd]ying)\w*"
# What a line of Go is looked up as: by the first pattern that matches the whole of it.
# Channels may be fields: `p.queue`.
STATEMENTS = {
    r"select ?\{.*|select": "select",
    r"for .*range \S+.*|range \S+": "range",
    r"(?:defer func\(\) \{ ?|case )?<-[\w.]*[Ss]em(?:a|aphore)?(?:\b.*)?": "semaphore",
    r"(?:case )?[\w.]*[Ss]em(?:a|aphore)? ?<- ?struct\{\}\{\}:?": "semaphore",
    r"(?:var )?\w*[Ss]em(?:a|aphore)? chan struct\{\}": "semaphore",
    r"(?:case )?.*<-[\w.]*[Tt]ime\w*\.C:?": "time.Timer.C",
    r"(?:case )?.*<-[\w.]+\.C:?": "time.Ticker.C",
    rf"(?:case )?<-{_STOP}:?": "<-done",
    rf"(?:defer )?close\({_STOP}\)": "close(done)",
    rf"{_STOP} ?<- ?(?:struct\{{\}}\{{\}}|true)": "close(done)",
    r"(?:case )?[\w.]+, ?\w+ ?:?= ?<-.*": "v, ok := <-ch",
    r"case (?:[\w.]+ ?:?= ?)?<-[\w.\[\]]+:?": "case v := <-ch",
    r"case [\w.\[\]]+ ?<- ?\S.*": "case ch <- v",
    r"go (?:func\b.*|\w.*\(.*)": "go f()",
    r"defer cancel\b.*": "cancel",
    r"(?:return )?(?:[\w.]+ ?:?= ?)?<-(?!chan\b)[\w.\[\]]+": "<-ch",
    r"if (?:[\w.]+ ?:?= ?)?<-[\w.\[\]]+;.*": "<-ch",
    r"(?:var )?(?:[\w.]+ )?<-chan time\.Time": "time.After",
    r"(?:var )?(?:\w+ )?<-chan\b.*|func .*\) <-chan\b.*": "<-chan",
    r"(?:var )?(?:\w+ )?chan<-.*": "chan<-",
    r"(?:var )?(?:\w+ )?chan chan\b.*": "chan chan",
    r"(?:var )?(?:\w+ )?chan \S+": "chan",
    r"(?!case )[\w.\[\]]+ ?<- ?\S.*": "ch <-",
    r"(?:defer )?(len|cap|close)\([\w.]+\).*": r"\1",
    r"(?:.*[=:] ?)?make\(chan os\.Signal\b.*": "os.Signal",
    r"(?:.*[=:] ?)?make\(chan struct\{\}, ?1\),?": "make(chan struct{}, 1)",
    r"(?:.*[=:] ?)?make\(chan struct\{\}\),?": "make(chan struct{})",
    r"(?:.*[=:] ?)?make\(chan\b.*, ?\S+\),?": "make(chan T, n)",
    r"(?:.*[=:] ?)?make\(chan\b.*": "make(chan)",
    r"atomic\.(?:Add|And|CompareAndSwap|Load|Or|Store|Swap)\w*\(.*": "sync/atomic",
    r"(?:break|continue) \w+": "label",
    # A declaration, or a new value: the type.
    r"(?!defer |go |return )(?:var \w+ |\w+ |\w+ := |[*&]|new\()+([a-z]\w+\.[A-Z]\w*)"
    r"(?:\{\}|\))?": r"\1",
}
# The texts of errors, by the names of the errors.
ERRORS = {
    "context canceled": "context.canceled",
    "context deadline exceeded": "context.deadlineexceeded",
}
# The types that have these methods, by what their variables are usually called.
VARIABLES = {
    r"g|eg|group": "errgroup.Group",
    r"\w*wg": "WaitGroup",
    r"\w*rw(?:mu\w*|lock)?": "RWMutex",
    r"\w*(?:mu|mx|mux|mutex|lock)": "Mutex",
    r"\w*ctx": "Context",
    r"\w*once": "Once",
    r"\w*cond": "Cond",
    r"\w*sem": "semaphore.Weighted",
    r"\w*tick(?:er)?|heartbeat": "Ticker",
    r"\w*(?:timer|timeout)": "Timer",
    r"\w*conn": "net.Conn",
    r"\w*(?:ln|listener)": "net.Listener",
    r"\w*cmd": "exec.Cmd",
    r"\w*client": "http.Client",
    r"\w*(?:server|srv)": "http.Server",
    r"\w*limiter": "rate.Limiter",
    r"\w*call": "rpc.Call",
}
# What says nothing of what is looked for.
FILLERS = frozenset(
    {"a", "an", "and", "are", "as", "by", "do", "for", "from", "how", "i", "if", "in"}
    | {"into", "is", "it", "my", "of", "on", "or", "per", "that", "the", "to", "when"}
    | {"with"}
)


def meanings(text: str) -> Iterator[str]:
    """Yield what a text may mean, the most exact first, in lower case."""
    text = re.sub(r" ?\. ?", ".", " ".join(text.split()))
    if text.lower() in ERRORS:
        yield ERRORS[text.lower()]
    for pattern, name in STATEMENTS.items():
        if match := re.fullmatch(pattern, text):
            yield match.expand(name).lower()
            break
    # Without what stands around a call, a receive's arrow, and an assignment.
    bare = re.sub(r"^((case|defer|go|if|return) )?(\w+(, ?\w+)* ?:?= ?)?", "", text)
    bare = re.sub(r"^(\w+, )*(<-|await )?", "", bare)
    bare = re.sub(r"\(.*$|:$| ?\{$", "", bare)
    owner, dot, method = bare.rpartition(".")
    variable = owner.rpartition(".")[2].lower()
    for pattern, kind in VARIABLES.items():
        if dot and re.fullmatch(pattern, variable):
            yield f"{kind}.{method}".lower()
    yield text.lower()
    yield bare.lower()
    # A method of whatever the variable is.
    if dot and re.fullmatch(r"[\w.]+", bare):
        yield f".{method}".lower()
    # A line of a traceback, such as "ExceptionGroup: the message": the message first.
    kind, colon, message = text.partition(": ")
    if colon:
        yield message.lower()
        yield kind.lower()
    # What stands somewhere in the line.
    for name in re.findall(r"\b[a-z]\w*\.[A-Z]\w*|<-chan|chan<-", text):
        yield name.lower()


def words(text: str) -> list[str]:
    """Give the words of a text that say something, without their endings."""
    found = re.findall(r"[a-z0-9]+", text.lower())
    return [
        re.sub(r"(?<=\w{4})(ing|ed|er|es|s)$", "", word)
        for word in found
        if word not in FILLERS
    ]


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
    # Plain words, in any order, which need not stand together.
    wanted_words = words(text)
    if not wanted_words:
        return {}
    by_words = [
        (each, _rank_of_words(each, wanted_words)) for each in catalogue.constructs
    ]
    return {each: rank for each, rank in by_words if rank is not None}


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
    if construct.mentions(wanted) and not wanted.startswith("."):
        return 6 - (wanted in title)
    return None


def _rank_of_words(construct: Construct, wanted: list[str]) -> float | None:
    """Tell how near a construct is to words; `None` if it lacks over a third."""
    names = [construct.name, *construct.go_names, *construct.trio_names]
    title = words(construct.title)
    mentioned = [*title, *words(f"{construct.question} {' '.join(names)}")]
    lacking = sum(not _among(mentioned, word) for word in wanted)
    if lacking > len(wanted) // 3:
        return None
    elsewhere = sum(not _among(title, word) for word in wanted)
    # A hazard stands after the thing.
    return 2 * lacking + elsewhere / len(wanted) + construct.row.startswith("G")


def _among(said: list[str], word: str) -> bool:
    return any(each.startswith(word) for each in said)
