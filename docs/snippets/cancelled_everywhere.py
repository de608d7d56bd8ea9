"""A connection that is not given back, and `cancel_everywhere`, which finds where."""

from __future__ import annotations

import trio

from trio_patterns.testing import cancel_everywhere

# show
pool = ["a connection"]


async def query() -> None:
    connection = pool.pop()
    await trio.sleep(1)  # the query itself
    pool.append(connection)


def all_are_back() -> None:
    missing = not pool
    pool[:] = ["a connection"]
    assert not missing, "a connection was not given back"


def main() -> None:
    try:
        cancel_everywhere(query, check=all_are_back)
    except AssertionError as error:
        print(error, *error.__notes__, sep="\n")


# end


if __name__ == "__main__":
    main()
