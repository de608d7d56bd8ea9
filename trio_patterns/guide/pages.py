"""The pages of the guide that are no construct's, and what leads to them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page in prose: where it stands, what it answers, the names that lead to it.

    What is found is either such a page or a construct: it has a construct's words, and
    no row.
    """

    path: str
    title: str
    question: str
    names: tuple[str, ...]
    row: str = ""
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]


PAGES = (
    Page(
        "which_select",
        "Which select do you need?",
        "What becomes of a select statement, by its cases: a default, a stop signal, a"
        " timer, a ticker, a loop that guards state?",
        ("select loop", "for select", "event loop", "state loop", "select statement"),
    ),
    Page(
        "ownership",
        "Who owns this goroutine?",
        "Where does the nursery go: who waits for the end of a goroutine? A function,"
        " an object, the application, nobody?",
        (
            "go f()",
            "fire and forget",
            "goroutine without wait",
            "goroutine in a constructor",
            "start a goroutine in New",
            "background goroutine",
            "background task",
            "goroutine that guards state",
            "goroutine lifetime",
            "owner of a goroutine",
            "where does the nursery go",
            "nursery in an object",
            "start a goroutine at the first use",
            "start a goroutine once",
        ),
    ),
    Page(
        "port_a_service",
        "Port a service in half an hour",
        "How do I translate a whole Go service, step by step: listener, hub, limits,"
        " retries, graceful stop, tests?",
        (
            "translate a Go program",
            "convert a Go server",
            "migrate from Go",
            "rewrite in Python",
            "tutorial",
        ),
    ),
    Page(
        "testing",
        "Testing",
        "How do I test a Trio program: many task orders, cancellation everywhere,"
        " deadlocks, lost updates, a clock that jumps?",
        (
            "how do I test",
            "test concurrent code",
            "unit test",
            "flaky test",
            "pytest",
            "pytest-trio",
            "goleak",
            "lost update",
            "schedules",
            "cancel at every await",
        ),
    ),
    Page(
        "chapters/hazards",
        "Hazards",
        "What can go wrong, in Go and in Trio, and what finds it?",
        ("pitfalls", "gotchas", "common mistakes", "what can go wrong", "traps"),
    ),
    Page(
        "beyond_one_thread",
        "Beyond one thread",
        "How do I use more than one core: threads, processes, other machines?",
        (
            "more than one core",
            "use all cores",
            "the GIL",
            "free-threaded Python",
            "CPU-bound work in parallel",
            "runtime.NumCPU",
            "parse files in parallel",
            "a linter's workers",
        ),
    ),
    Page(
        "timeline",
        "See it run",
        "How do I record a program, and see what its tasks did?",
        ("record a run", "timeline", "visualize tasks"),
    ),
    Page(
        "read_go",
        "Read Go",
        "I know Python: how do I read a Go program?",
        ("Go syntax", "Go for Python programmers", "learn Go"),
    ),
    Page(
        "phrasebook",
        "Phrasebook",
        "What is this name of Go in Trio, and in anyio?",
        ("cheat sheet", "anyio", "table of names"),
    ),
)
