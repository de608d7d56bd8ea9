"""Each page once, never more than two at once, and the end comes by itself."""

import re

from trio_patterns.guide.output import Output

PAGES = ["about", "archive", "cart", "home", "news", "shop"]


def check(output: Output) -> None:
    *events, end = [line.text for line in output.lines]
    assert end == "INFO no page is left pages=6", end
    fetching: set[str] = set()
    fetched: list[str] = []
    most = 0
    for event in events:
        found = re.fullmatch(r"INFO (fetching|fetched) page=(\w+)", event)
        assert found, event
        what, page = found.groups()
        if what == "fetching":
            fetching.add(page)
            most = max(most, len(fetching))
        else:
            fetching.remove(page)
            fetched.append(page)
    assert most == 2, f"{most} pages at once"
    assert sorted(fetched) == PAGES, f"fetched {', '.join(fetched)}"
    assert output.seconds == 0.04, f"took {output.seconds} s"
