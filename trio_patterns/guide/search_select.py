"""What a whole `select` statement is looked up as: by its cases.

`select { case <-ctx.Done(): return; case <-time.After(d): }` is a sleep that can be cut
short, and one with a `default` beside `ctx.Done()` a look at a stop signal: the pages
that answer differ. `docs/which_select.md` says what each sort is for.

`docs/_static/by_name.js` does the same with these tables.
"""

from __future__ import annotations

import re

# A channel that is closed to stop others, as it is usually called: `s.done`, `stopCh`.
STOP = (
    r"[\w.]*(?:[Dd]one|[Qq]uit|[Ss]top|[Ee]xit|[Cc]los|[Ss]hutdown|[Dd]ying|[Aa]bort"
    r"|[Cc]ancel|[Kk]ill)\w*"
)
# A statement, and what stands between `case` and its colon.
STATEMENT = r"\bselect ?\{ ?(?=case\b|default\b)"
CASE = r"\b(?:case ((?:[^:]|:=)+)|(default)) ?:(?!=)"
# The end of a WaitGroup, as a channel that a goroutine closes, is one of the cases.
WAITED = (
    r"\bgo func\(\) ?\{ ?(?:defer close\((\w+)\);? ?)?[\w.]+\.Wait\(\)"
    r"(?:;? ?close\((\w+)\))?.*\bselect ?\{.*\bcase <-(?:\1|\2) ?:"
)
# What a case waits for: the first pattern that matches the whole of it.
KINDS = {
    r"default": "default",
    # A value that is kept is no mere signal.
    rf".*<-(?:[\w.]+\.)?Done\(\)|(?:_(?:, ?\w+)? ?:?= ?)?<-{STOP}(?:\(\))?": "stop",
    r".*<-.*(?:[Tt]ick|[Hh]eartbeat|[Pp]ing)\w*(?:\.C|\.Chan\(\)|\(.*\))?": "ticker",
    r".*<-.*(?:[Tt]im(?:er|eout)|[Ii]dle|[Dd]eadline)\w*(?:\.C|\.C\(\))?": "timer",
    r".*<-.*After\(.*": "timer",
    r".*<-.*\.C": "clock",  # a timer or a ticker: its name does not tell
    r".*<-.*(?:[Ss]ig(?:nals?|s|c|ch)?|[Ii]nterrupt)": "signal",
    r"[\w.]*[Ss]em(?:a|aphore)? ?<-.*": "place",
    r".*<-.*(?:register|Register|[Ss]ubscribe|[Bb]roadcast|[Jj]oin|[Ll]eave)\w*": "hub",
    r"[\w.\[\]]+ ?<- ?true": "nudge",  # or struct{}{}
    r"[\w.\[\]()]+ ?<- ?\S.*": "send",
    r".*<-.*": "receive",
}
# The pages that answer to the kinds of all cases, which stand in the order of the
# alphabet; the best page first. The first pattern that matches decides.
PURPOSES = {
    r"waited": "waitgroup_traps context_timeout which_select",
    r".*\bhub\b.*": "hub which_select actor",
    r".*\bsignal\b.*": "graceful_shutdown which_select run_group",
    r"default place( .*)?": "try_acquire semaphore",
    r".*\bplace\b.*": "semaphore try_acquire errgroup_limit",
    r"default( stop)*": "sleep_or_stop outer_cancel which_select",
    r"default nudge": "nudge select_statement which_select",
    r"default send( stop)*": "select_statement hub queues",
    r"(clock default|default timer)": "timer_reset select_statement which_select",
    r"default .*": "select_statement which_select busy_select",
    r"stop( stop)* timer": "sleep_or_stop time_after retry",
    r"(stop )+ticker": "timer_ticker sleep_or_stop supervisor",
    r"(nudge )+(stop )*ticker|nudge stop": "nudge context_cancel which_select",
    r"(nudge|receive|send)( stop)* ticker": "select_statement which_select batcher",
    r"clock( stop)+": "sleep_or_stop timer_ticker time_after",
    r"clock receive receive.*|receive receive .*timer": "which_select scheduler hub",
    r".*\bclock\b.*": "which_select select_statement time_after",
    r".*\bticker\b.*": "select_statement which_select timer_ticker",
    r"send( stop)* timer": "queues semaphore context_timeout",
    r"(nudge|receive)( stop)* timer": "time_after context_timeout batcher",
    r".*\btimer\b.*": "which_select time_after batcher",
    r"receive( stop)+": "context_cancel which_select or_done",
    r"send( stop)+": "context_cancel which_select pipeline",
    r"nudge( stop)+": "context_cancel nudge which_select",
    r"stop( stop)*": "cancellation or_done which_select",
    r"receive( receive)*( stop)*": "simple_select which_select spinning_select",
    r".*": "select_statement simple_select which_select",
}


def kinds(text: str) -> str:
    """Give the kinds of the cases of the first select in a text in one line; or ""."""
    begin = re.search(STATEMENT, text)
    if not begin:
        return ""
    block = text[begin.end() :].replace("struct{}{}", "true")
    # Without the blocks inside, which may be other selects, and what comes after.
    while block != (outer := re.sub(r"\{[^{}]*\}", "", block)):
        block = outer
    cases = re.findall(CASE, block.partition("}")[0])
    return " ".join(sorted(_kind((case or rest).strip()) for case, rest in cases))


def _kind(case: str) -> str:
    matching = (kind for like, kind in KINDS.items() if re.fullmatch(like, case))
    return next(matching, "receive")


def pages(text: str) -> list[str]:
    """Name the pages that answer to a whole select; [] if the text holds none."""
    sort = "waited" if re.search(WAITED, text) else kinds(text)
    if not sort:
        return []
    return next(to.split() for like, to in PURPOSES.items() if re.fullmatch(like, sort))
