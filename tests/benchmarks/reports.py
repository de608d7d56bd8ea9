"""Turn the results of each part into Markdown and charts, for the guide to include.

A name is that of a file in the folder of the results. The files have no headings: they
belong to the page that includes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .charts import Dots, Line, dots, lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .measuring import Result

Files = dict[str, str]


def write(part: str, result: Result) -> Files:
    """Give the files of a part: name and content."""
    files = _WRITERS[part](result)
    files[f"{part}.md"] += "\n" + _conditions(result["conditions"])
    return files


def _conditions(conditions: Result) -> str:
    versions = ", ".join(f"{name} {v}" for name, v in conditions["versions"].items())
    return (
        f"Measured on {conditions['date']}: {conditions['machine']}, "
        f"{conditions['system']}, Python {conditions['python']}, {versions}; "
        f"{conditions['rounds']} rounds; the load on the machine was "
        f"{conditions['load']}.\n"
    )


def _contests(name: str, title: str) -> Callable[[Result], Files]:
    def write_them(result: Result) -> Files:
        contests = result["contests"]
        chart = dots(
            title,
            [
                (
                    contest["title"],
                    [
                        Dots(
                            row["name"],
                            [row["ratio"]],
                            (row["low"], row["high"]),
                            f"{_ratio(row['ratio'])}, {_time(row['microseconds'])}",
                        )
                        for row in contest["rows"]
                    ],
                )
                for contest in contests
            ],
            axis="times the unit, logarithmic; the bar is the middle half",
            note="ratio, time",
            at=(1, "the unit"),
        )
        rows: list[Sequence[str]] = []
        for contest in contests:
            for index, row in enumerate(contest["rows"]):
                rows.append(
                    [
                        f"**{contest['title']}**" if index == 0 else "",
                        row["name"],
                        _time(row["microseconds"]),
                        "1" if index == 0 else _ratio(row["ratio"]),
                        "" if index == 0 else f"{row['low']:.2f} to {row['high']:.2f}",
                    ]
                )
        table = _table(["", "", "time", "ratio", "middle half"], rows)
        text = _chart(name, title) + _folded(table)
        return {f"{name}.svg": chart, f"{name}.md": text}

    return write_them


def _growth(result: Result) -> Files:
    slopes, memory = result["slopes"], result["memory"]
    title = "The time for each one, from few to many"
    chart = lines(
        title,
        [
            Line(
                f"{growth['title']}: {growth['slope']:.2f}",
                [
                    (size, seconds / size * 1e6)
                    for size, seconds in zip(
                        growth["sizes"], growth["seconds"], strict=True
                    )
                ],
            )
            for growth in slopes
        ],
        x_axis="how many",
        y_axis="microseconds for each: flat is in proportion; at the name, the slope",
    )
    bare = memory[0]["bytes"]
    tables = [
        _table(
            ["", "from", "to", "slope", "middle half", "each, at most"],
            [
                [
                    growth["title"],
                    f"{growth['sizes'][0]:,}",
                    f"{growth['sizes'][-1]:,} {growth['unit']}",
                    f"{growth['slope']:.3f}",
                    f"{growth['low']:.3f} to {growth['high']:.3f}",
                    _time(growth["seconds"][-1] / growth["sizes"][-1] * 1e6),
                ]
                for growth in slopes
            ],
        ),
        _table(
            ["one task that waits in", "bytes", "more than a task that sleeps"],
            [
                [
                    f"`{row['name']}`"
                    if "select of" not in row["name"]
                    else row["name"],
                    f"{row['bytes']:,}",
                    f"{row['bytes'] - bare:,}",
                ]
                for row in memory
            ],
        ),
    ]
    return {
        "growth.svg": chart,
        "growth.md": _chart("growth", title) + _folded("\n".join(tables)),
    }


def _kept(result: Result) -> Files:
    few, many = f"{result['few']:,}", f"{result['many']:,}"
    head = ["", f"blocks after {few}", f"after {many}", "more"]
    rows = [
        [
            row["name"],
            f"{row['after_few']:,}",
            f"{row['after_many']:,}",
            f"{row['after_many'] - row['after_few']:,}",
        ]
        for row in result["rows"]
    ]
    return {"kept.md": _table(head, rows)}


def _against_go(result: Result) -> Files:
    programs, costs = result["programs"], result["costs"]
    title = "What an operation costs in Trio, in units of Go's"
    chart = dots(
        title,
        [
            (
                row["name"],
                [
                    Dots(
                        f"{_time(row['go'] * 1e6)} in Go",
                        [row["ratio"]],
                        (row["low"], row["high"]),
                        f"{row['ratio']:.0f}, {_time(row['trio'] * 1e6)}",
                    )
                ],
            )
            for row in costs
        ],
        axis="times Go's, logarithmic",
        note="ratio, time",
    )
    tables = [
        _table(
            ["program", "Trio", "Go", "ratio", "middle half"],
            [
                [
                    f"`{row['name']}`",
                    f"{row['trio'] * 1e3:.0f} ms",
                    f"{row['go'] * 1e3:.0f} ms",
                    f"{row['ratio']:.3f}",
                    f"{row['low']:.3f} to {row['high']:.3f}",
                ]
                for row in programs["rows"]
            ],
        ),
        _table(
            ["operation", "Trio", "Go", "ratio", "middle half", "a second, in Trio"],
            [
                [
                    row["name"],
                    _time(row["trio"] * 1e6),
                    _time(row["go"] * 1e6),
                    f"{row['ratio']:.0f}",
                    f"{row['low']:.0f} to {row['high']:.0f}",
                    f"{1 / row['trio']:,.0f}",
                ]
                for row in costs
            ],
        ),
    ]
    start = (
        "Of Trio's programs the run alone is counted: to start Python and import Trio "
        f"took {programs['start_of_python'] * 1e3:.0f} ms more. Go is {result['go']}.\n"
    )
    return {
        "against_go.svg": chart,
        "against_go.md": "\n".join(
            [tables[0], start, _chart("against_go", title) + _folded(tables[1])]
        ),
    }


def _waiting(result: Result) -> Files:
    columns = [
        [
            f"{row['count']:,}",
            _time(row["seconds"] * 1e6),
            f"{row['bytes'] / 1024:.1f} KiB",
        ]
        for row in result["rows"]
    ]
    names = ["so many at once", "to start one", "memory of each"]
    rows = zip(names, *columns, strict=True)
    text = (
        "To start one is in processor time, its first run included. The memory of a "
        "thread is what it has touched of its stack, not what is set aside for it. "
        f"Go is {result['go']}.\n"
    )
    table = _table(["", "Goroutine", "Python's thread", "Trio task"], rows)
    return {"waiting.md": f"{table}\n{text}"}


def _tail(result: Result) -> Files:
    files: Files = {}
    texts: list[str] = []
    for name, title, rows in (
        ("tail", "The tail, in virtual time", result["virtual"]),
        ("tail_sockets", "The tail, over sockets", result["sockets"]),
    ):
        fan_outs = sorted({row["fan_out"] for row in rows})
        percentiles = list(rows[0]["seconds"])
        files[f"{name}.svg"] = dots(
            title,
            [
                (
                    f"{fan_out} server{'s' if fan_out > 1 else ''}",
                    [
                        Dots(
                            row["way"],
                            [ms := 1e3 * value for value in row["seconds"].values()],
                            (
                                1e3 * row["seconds"][percentiles[0]],
                                1e3 * row["seconds"][percentiles[-1]],
                            ),
                            f"{ms:,.0f} ms, +{row['extra_load']:.1%}",
                        )
                        for row in rows
                        if row["fan_out"] == fan_out
                    ],
                )
                for fan_out in fan_outs
            ],
            axis="milliseconds, logarithmic",
            note="p99.9, extra load",
            marks=[f"p{percentile}" for percentile in percentiles],
        )
        table = _folded(_tail_table(rows, percentiles))
        texts.append(f"{_tail_in_words(rows)}\n{_chart(name, title)}{table}")
    delays = ", ".join(
        f"{row['delay'] * 1e3:.1f} ms"
        for row in result["sockets"]
        if row["way"] == "not hedged"
    )
    texts.insert(
        1,
        "Over sockets, with the delay measured first: it was "
        f"{delays} for the three fan-outs, as requests share a processor.\n",
    )
    files["tail.md"] = "\n".join(texts)
    return files


def _tail_in_words(rows: Sequence[Result]) -> str:
    """Tell what it does to the slowest user in a hundred, by the number of servers."""
    by_way = {(row["fan_out"], row["way"]): row for row in rows}
    text = ""
    for fan_out in sorted({row["fan_out"] for row in rows}):
        alone, once, twice = (
            (1e3 * row["seconds"]["99"], row["extra_load"])
            for way in ("not hedged", "hedged once", "hedged twice")
            for row in [by_way[fan_out, way]]
        )
        servers = f"{fan_out} server{'s' if fan_out > 1 else ''}"
        text += (
            f"- **{servers}**: the slowest user in a hundred waits {alone[0]:,.0f} ms; "
            f"hedged once {once[0]:,.0f} ms, for {once[1]:.1%} more requests; "
            f"hedged twice {twice[0]:,.0f} ms, for {twice[1]:.1%} more.\n"
        )
    return text


def _tail_table(rows: Sequence[Result], percentiles: Sequence[str]) -> str:
    def of(row: Result, percentile: str) -> str:
        text = f"{row['seconds'][percentile] * 1e3:,.1f}"
        if "computed" in row:
            text += f" ({row['computed'][percentile] * 1e3:,.1f})"
        return text

    computed = " (computed)" if "computed" in rows[0] else ""
    return _table(
        [
            "servers",
            "",
            "users",
            *(f"p{percentile}, ms{computed}" for percentile in percentiles),
            "extra load",
        ],
        [
            [
                str(row["fan_out"]),
                row["way"],
                f"{row['users']:,}",
                *(of(row, percentile) for percentile in percentiles),
                f"{row['extra_load']:.2%}",
            ]
            for row in rows
        ],
    )


def _folded(tables: str) -> str:
    """Figures for whoever wants them; the picture comes first."""
    return f":::{{dropdown}} The figures\n{tables}:::\n"


def _chart(name: str, title: str) -> str:
    return f"![{title}]({name}.svg)\n\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    aligned = [
        "---" if index < 1 or not text else "---:" for index, text in enumerate(head)
    ]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, aligned, *rows))


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 100 else f"{ratio:,.0f}"


def _time(microseconds: float) -> str:
    if microseconds < 1:
        return f"{microseconds * 1e3:.0f} ns"
    if microseconds < 1_000:
        return f"{microseconds:.1f} µs"
    return f"{microseconds / 1e3:.1f} ms"


_WRITERS: dict[str, Callable[[Result], Files]] = {
    "floor": _contests("floor", "Each helper, in units of the same by hand"),
    "peers": _contests("peers", "The peers, in units of our helper"),
    "growth": _growth,
    "kept": _kept,
    "against_go": _against_go,
    "waiting": _waiting,
    "tail": _tail,
    "overhead": _contests("overhead", "The tools, in units of the program alone"),
}
