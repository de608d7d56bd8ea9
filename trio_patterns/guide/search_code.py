"""What code is looked up as, whatever its variables are called.

`s.wg.Go` is `sync.WaitGroup.Go`, `<-ctx.Done()` is `Context.Done`, and
`case job, ok := <-p.jobs:` is `v, ok := <-ch`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trio_patterns.guide.search_select import STOP

if TYPE_CHECKING:
    from collections.abc import Iterator

# A wait for the end of what was told to end.
ENDED = r"(?:[\w.]*(?:[Ww][Gg]|[Ww]ait(?:er|[Gg]roup))\.Wait\(\)|<-[\w.]+)"
# What a channel is for, by what it is usually called.
CHANNELS = {
    r"\w*[Ee]rr\w*": "errs <- err",
    r"(?:\w*[Rr]eply|\w*[Aa]nswer|resp)\w*": "reply <- answer",
    r"(?:\w*[Rr]esults?|res|out|output)(?:C|Ch|Chan)?": "results <- result",
    r"\w*(?:[Jj]ob|[Tt]ask|[Ww]ork|[Qq]ueue)\w*": "jobs <- job",
    r"\w*(?:[Cc]md|[Cc]ommand|control|Control|[Rr]eq|register|Register)\w*": (
        "requests <- request"
    ),
    r"\w*(?:[Ee]vent|[Ee]vt|[Mm]sg|[Mm]essage|[Nn]otif)\w*": "events <- event",
}
# What a goroutine is for, by what the method that it runs is usually called.
GOROUTINES = {
    # Bytes from one connection to another, in both directions.
    r"[\w.]*(?:[Cc]opy|[Pp]ipe|[Pp]roxy|[Rr]elay|[Ss]plice|[Tt]ransfer)\w*\(.*,": (
        "io.Copy"
    ),
    r"[\w.]*(?:[Jj]anitor|[Cc]lean|[Ee]vict|[Ee]xpir|[Pp]urge|[Ss]weep)[\w.]*\(": (
        "janitor"
    ),
    r"[\w.]*(?:[Hh]ealth|[Hh]eart[Bb]eat|[Kk]eep[Aa]live)[\w.]*\(": "heartbeat",
    r"[\w.]*(?:handle|Handle)\w*(?:[Cc]onn|client|Client|[Pp]acket|[Dd]atagram)\w*\(": (
        "line_server"
    ),
    r"func\(\) ?\{.*\bio\.Copy\(": "io.Copy",
    r"func\(\) ?\{.*\bpw\.": "io.PipeWriter",
    r"[\w.]*(?:accept|Accept)\w*\(": "line_server",
    r"[\w.]*(?:read|write)Pump\(": "read pump",
    r"[\w.]*(?:read|write|recv|receive|send)Loop\(": "read loop",
    r"[\w.]*[Ww]orker\w*\(": "worker pool",
    r"[\w.]*[Ff]lush\w*\(": "periodic flush",
    r"(?:func\(\) ?\{ ?(?:\w+ ?<- ?|if err :?= )?)?[\w.]+"
    r"\.(?:ListenAndServe\w*\(|Serve\((?:ln|lis|listener|l)\))": "http.Server",
    r"func\(\) ?\{ ?[\w.]+ ?<- ?[\w.]*[Cc]md\.(?:Wait|Run)\(\)": "exec.Cmd.Wait",
}
# What a line of Go is looked up as: by the first pattern that matches the whole of it.
# Channels may be fields: `p.queue`.
STATEMENTS = {
    # Told to stop, and waited for: by closing its input, or by a signal.
    rf"close\((?!{STOP}\))[\w.]+\);? {ENDED}": "drain",
    rf"(?:close\({STOP}\)|{STOP} ?<- ?(?:struct\{{\}}\{{\}}|true)|"
    rf"[\w.]*(?:[Cc]ancel|[Ss]top|[Kk]ill)\w*\(\));? {ENDED}": "Stop",
    r"select ?\{.*|select": "select",
    r"\w+\.(Std(?:in|out|err)) ?= ?\S.*": r"exec.Cmd.\1",
    r"for .*range [\w.]*[Tt]ick\w*(?:\.C)?\b.*": "time.Ticker.C",
    **{
        rf"(?:for .*\{{ ?)?go {called}.*": meaning
        for called, meaning in GOROUTINES.items()
    },
    r"for .*range .*\{ ?go .*": "goroutine for each item",
    r"for .*range [\w.]*[Pp]ending\b.*": "pending calls",
    r".*\[len\([\w.]+\) ?- ?1\].*": "stack",
    r"(?:case )?[\w.]*\b(?:broadcast|(?:un)?(?:register|subscribe)) ?<- ?.*": "hub",
    r"(?:for .*range |delete\()[\w.]*"
    r"(?:clients|Clients|[Ss]ubs|[Ss]ubscribers|[Mm]embers)\b.*": "hub",
    r"\w*[Ee]rrs? = (?:multierr(?:or)?\.|errors\.)?(?:[Aa]ppend|Join)\(.*": (
        "collect errors"
    ),
    r"func \(\w+ \*?\w*[Pp]ool\w*\) (?:Get|Put|Acquire|Release)\(.*": (
        "connection pool"
    ),
    r"case (?:\w+ ?:?= ?<-)?[\w.]*\b(?:idle|free|pool)(?: ?<- ?\w+)?:.*": (
        "idle connections"
    ),
    r".*\btime\.(?:AfterFunc|NewTicker|Tick)\(.*(?:[Ff]lush|[Pp]ersist|[Ss]ave)\w*.*": (
        "periodic flush"
    ),
    r"time\.Sleep\(.*(?:[Bb]ackoff|[Rr]etry|rand\.).*": "backoff",
    r".*\batomic\.Add\w+\(.*% ?.*": "round robin",
    r".*\bio\.Copy\w*\(.*\.Body\b.*": "parallel downloads",
    r".*[Ee]xpir\w*\.(?:After|Before)\(.*|.*\.(?:After|Before)\(.*[Ee]xpir.*": "expiry",
    r".*\.(?:After|Before)\(time\.Now\(\)\).*": "time.Now",
    r"(?:case )?<-\w*[Dd]ebounce.*": "debounce",
    r"\w+, ?\w+ :?= [\w.]*(?:[Vv]isitors|[Ll]imiters)\[.*": "rate limit per key",
    r"if \w+ ?>=? ?(?:len\(.*\)|\w+) ?/ ?2\b.*": "quorum",
    r".*\bctx\.Err\b.*\bthread\b.*": "ctx.Err in a thread",
    r".*\b\w*(?:[Cc]ancel|[Aa]bort|[Ii]nterrupt)\w*\.(?:Load|Get)\(\).*|"
    r".*\batomic\.Load\w+\(&[\w.]*(?:[Cc]ancel|[Aa]bort|[Ii]nterrupt).*": (
        "cancelled flag"
    ),
    r"[\w.]+(?:\+\+|--)": "counter",
    r"for .*range \S+.*|range \S+": "range",
    r"(?:case )?<-[\w.]*[Ss]em(?:a|aphore)?(?:\b.*)?": "semaphore",
    r"(?:case )?[\w.]*[Ss]em(?:a|aphore)? ?<- ?struct\{\}\{\}:?": "semaphore",
    r"(?:var )?\w*[Ss]em(?:a|aphore)? chan struct\{\}": "semaphore",
    r"(?:case )?.*<-[\w.]*(?:[Tt]ime|[Ii]dle|[Dd]eadline)\w*\.C:?": "time.Timer.C",
    r"(?:case )?.*<-[\w.]+\.C:?": "time.Ticker.C",
    rf"(?:case )?<-{STOP}:?": "<-done",
    r".*\bcontext\.WithoutCancel\(.*": "context.WithoutCancel",
    r"(?:case )?(?:[\w.]*\.)?(?:wake|nudge|kick)\w* ?<- ?struct\{\}\{\}:?": "nudge",
    rf"(?:defer )?close\({STOP}\)": "close(done)",
    rf"{STOP} ?<- ?(?:struct\{{\}}\{{\}}|true)": "close(done)",
    r"(?:register|unregister|broadcast|subscribe|join|leave)\w* chan\b.*": "hub",
    **{
        rf"(?:(?:case|if|return) )?(?:[\w.]+ ?:?= ?)?<-(?:[\w.]*\.)?{called}"
        r"(?:;.*|:)?": meaning
        for called, meaning in {
            r"\w*[Ee]rr\w*": "err := <-errs",
            r"\w*[Rr]esults?(?:C|Ch|Chan)?": "result := <-results",
            r"(?:\w*[Rr]eply|\w*[Aa]nswer|resp)\w*": "answer := <-reply",
            r"[Ss]ig(?:nals?|s|c|ch|Ch)?": "os.Signal",
        }.items()
    },
    r"(?:case )?[\w.]+, ?\w+ ?:?= ?<-.*": "v, ok := <-ch",
    r"case (?:[\w.]+ ?:?= ?)?<-(?!.*(?:Done|After|Tick)\()[\w.\[\]()]+:?": (
        "case v := <-ch"
    ),
    r"case [\w.\[\]]+ ?<- ?\S.*": "case ch <- v",
    r"go func\(\) ?\{ ?[\w.]+\.Wait\(\);? ?close\(.*": "close_by_many",
    r"func .*[Ww]ait\w*\((?=.*(?:Context|Duration)).*\bsync\.WaitGroup\b.*": (
        "waitTimeout"
    ),
    r"go (?:func\b.*|\w.*\(.*)": "go f()",
    r"defer cancel\b.*": "cancel",
    r"defer [\w.]*(?:[Ll]og|[Mm]etric|[Ss]tat|[Tt]rac|[Pp]roduc|[Ee]xport)\w*"
    r"\.(?:Close|Flush|Stop|Shutdown)\(.*": "defer Close",
    r"defer func\(\) ?\{": "defer",
    r"(?:return )?(?:[\w.]+ ?:?= ?)?<-(?!chan\b)[\w.\[\]]+": "<-ch",
    r"if (?:[\w.]+ ?:?= ?)?<-[\w.\[\]]+;.*": "<-ch",
    r"(?:var )?(?:[\w.]+ )?<-chan time\.Time": "time.After",
    r"(?:[\w.]+:? (?::?= ?)?)?(?:make\()?map\[(?:\w+\]map\[)?"
    r"\*?\w*(?:client|Client|[Cc]onn|[Mm]ember|[Ss]ubscri)\w*\]"
    r"(?:bool|struct\{\}).*": "hub",
    r"(?:\w+ )?(?:make\()?map\[.*\]context\.CancelFunc\)?": (
        "map[string]context.CancelFunc"
    ),
    r"(?:var )?(?:\w+ )?<-chan\b.*|(?:func )?.*\) <-chan\b.*": "<-chan",
    r"(?:var )?(?:\w+ )?chan<-.*": "chan<-",
    r"(?:var )?(?:\w+ )?chan chan\b.*": "chan chan",
    rf"(?:var )?{STOP} chan (?:struct\{{\}}|bool)": "<-done",
    r"(?:var )?(?:\w+ )?chan func\(.*": "chan func()",
    r"(?:var )?\w+ chan error": "error channel",
    r"(?:var )?(?:\w+ )?chan \S+": "chan",
    r"(?:func (?:\(.*?\) ?)?)?\w+\((?:\w+ )?context\.Context\b.*": "context.Context",
    r".*\berr(?:ors\.Is\(\w+, ?| [!=]= )([a-z]\w*\.[A-Z]\w*)\b.*": r"\1",
    r"(?!case )[\w.\[\]]+ ?<- ?\w*(?:[Rr]eply|[Rr]esp)\w*": "requests <- request",
    r"(?!case )(?:\w+\.)+(?:result|response|done) ?<- ?\S.*": "reply <- answer",
    **{
        rf"(?!case )(?:[\w.]*\.)?{called} ?<- ?\S.*": meaning
        for called, meaning in CHANNELS.items()
    },
    r"(?!case )[\w.\[\]]+ ?<- ?\S.*": "ch <-",
    r"(?:defer )?(len|cap|close)\([\w.]+\).*": r"\1",
    r"(?:.*[=:] ?)?make\(chan os\.Signal\b.*": "os.Signal",
    r"(?:[\w.]*\.)?\w*(?:[Ss]em|[Tt]okens|[Ss]lots|[Ll]imit)\w*(?:\{| ?:?[=:] ?)"
    r"make\(chan\b.*": "semaphore",
    **{
        rf"(?:[\w.]*\.)?{called} ?:?[=:] ?make\(chan\b.*": meaning
        for called, meaning in CHANNELS.items()
    },
    rf"{STOP} ?:?[=:] ?make\(chan\b.*": "<-done",
    r"(?:.*[=:] ?)?make\(chan struct\{\}, ?1\),?": "make(chan struct{}, 1)",
    r"(?:.*[=:] ?)?make\(chan struct\{\}\),?": "make(chan struct{})",
    r"(?:.*[=:] ?)?make\(chan\b.*, ?\S+\),?": "make(chan T, n)",
    r"(?:.*[=:] ?)?make\(chan\b.*": "make(chan)",
    r".*\batomic\.(?:Add|And|CompareAndSwap|Load|Or|Store|Swap)\w*\(.*": "sync/atomic",
    r".*\brecover\(\).*": "recover",
    r"(?:break|continue) \w+": "label",
    # A declaration, or a new value: the type.
    r"(?!defer |go |return )(?:var \w+ |\w+ |\w+ := |[*&]|new\()+([a-z]\w+\.[A-Z]\w*)"
    r"(?:\{\}|\))?": r"\1",
}
# What a line is about if nothing else in it is known: the first that stands in it.
ABOUT = {
    r"\b<?-?chan<?-? ": "chan",
    r"\batomic\.[A-Z]": "sync/atomic",
    r"\bexec\.[A-Z]": "exec.Command",
    r"\bsignal\.[A-Z]": "signal.Notify",
    r"\b(?:http|httputil|httptest)\.[A-Z]": "http.Server",
    r"\bcontext\.[A-Z]": "Context",
    r"\bsync\.[A-Z]": "Mutex",
    r"\b(?:net|tls|netip)\.[A-Z]": "net.Conn",
    r"\bbufio\.[A-Z]": "bufio.Scanner",
    r"\b(?:os|ioutil|filepath|fs)\.[A-Z]": "os.ReadFile",
    r"\btime\.[A-Z]": "time.Duration",
}
# What the text of an error leads to: the first of these that stands in it.
ERRORS = {
    "context canceled": "context.Canceled",
    "would exceed context deadline": "rate.Limiter",
    "context deadline exceeded": "context.DeadlineExceeded",
    "waitgroup is reused": "waitgroup_traps",
    "waitgroup counter": "waitgroup_traps",
    "toomanyrequests": "too many requests",
    "too many requests": "too many requests",
    "bytes=%d-": "errgroup_limit",
    "data race": "race_detector",
    "invalid memory address": "panic_recover",
    "use of closed network connection": "line_server",
    "i/o timeout": "line_server",
    "broken pipe": "line_server",
    "connection reset by peer": "line_server",
    "connection refused": "line_server",
    "address already in use": "line_server",
    "no such host": "line_server",
    "token too long": "line_server",
    "concurrent write to websocket": "rpc_client",
    "another task is already": "trio.BusyResourceError",
    "another task is currently": "trio.BusyResourceError",
    "attempt to re-acquire an already held": "locked_twice",
    "already holding one of this capacitylimiter": "limiter_twice",
    "signal: killed": "run_process",
    "exit status": "run_process",
}
# The types that have these methods, by what their variables are usually called.
VARIABLES = {
    r"g|eg|group": "errgroup.Group",
    r"\w*(?:wg|wait_?group|waiter)": "WaitGroup",
    r"\w*rw(?:mu\w*|lock)?": "RWMutex",
    r"\w*clock": "time",
    r"(?!\w*clock)\w*(?:mu|mx|mux|mutex|lock)": "Mutex",
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
    r"rows": "sql.Rows",
    r"proc|process": "os.Process",
    r"\w*watcher": "fsnotify.Watcher",
}
# What a line among others is about only if no other line says more.
VAGUE = frozenset(
    {"", "<-ch", "ch <-", "chan", "close", "go f()", "range", "defer", "label"}
    | {"cancel", "len", "cap"}
)


def meanings(text: str) -> Iterator[str]:
    """Yield what a text may mean, the most exact first, in lower case."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    if len(lines) > 1 and "select {" not in text:
        # One line of several may say more than all of them in one.
        for line in (" ".join(lines), *map(_without_defer, lines)):
            name = _statement(line)
            yield from () if name in VAGUE else (name.lower(),)
    text = re.sub(r" ?\. ?", ".", " ".join(text.split()))
    text = _without_defer(text)
    for meaning in _meanings(text):
        if meaning:
            yield meaning.lower()


def _without_defer(text: str) -> str:
    return re.sub(r"^defer func\(\) ?\{ ?(.+?)( ?\}\(\))?$", r"\1", text)


def _meanings(text: str) -> Iterator[str]:
    yield from (name for part, name in ERRORS.items() if part in text.lower())
    yield _statement(text)
    # Without what stands around a call, a receive's arrow, and an assignment.
    bare = re.sub(r"^((case|defer|go|if|return) )?(\w+(, ?\w+)* ?:?= ?)?", "", text)
    bare = re.sub(r"^(\w+, )*(<-|await )?", "", bare)
    bare = re.sub(r"\(.*$|:$| ?\{$", "", bare)
    owner, dot, method = bare.rpartition(".")
    kinds = _kinds(owner.rpartition(".")[2].lower()) if dot else []
    yield from (f"{kind}.{method}" for kind in kinds)
    yield text
    yield bare
    # A method of whatever the variable is.
    if dot and re.fullmatch(r"[\w.]+", bare):
        yield f".{method}"
    # A line of a traceback, such as "ExceptionGroup: the message": the message first.
    kind, colon, message = text.partition(": ")
    if colon:
        yield message
        yield kind
    # What stands somewhere in the line.
    yield from re.findall(r"\b[a-z]\w*\.[A-Z]\w*|<-chan|chan<-", text)
    # A method that no page names, of a type that one does.
    yield from kinds if "(" in text else []
    if not re.fullmatch(r"[\w ,;'?!-]+", text) or text.count(" ") < 3:
        # It is no sentence.
        yield from (name for like, name in ABOUT.items() if re.search(like, text))


def _statement(text: str) -> str:
    for pattern, name in STATEMENTS.items():
        if match := re.fullmatch(pattern, text):
            return match.expand(name)
    return ""


def _kinds(variable: str) -> list[str]:
    return [kind for like, kind in VARIABLES.items() if re.fullmatch(like, variable)]
