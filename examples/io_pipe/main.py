"""A pipe between who writes and who reads: each end tells the other why it failed."""

from __future__ import annotations

import trio

from plainlog import log


class DatabaseError(Exception):
    pass


class TooLongError(Exception):
    pass


class Pipe:
    """A channel without room, whose ends tell each other why they were closed."""

    def __init__(self) -> None:
        self._outgoing, self._incoming = trio.open_memory_channel[str](0)  # [6]
        self._why: Exception | None = None

    async def write(self, row: str) -> None:
        """Wait until the row is taken. Raise what the reader has closed with."""
        try:
            await self._outgoing.send(row)
        except trio.BrokenResourceError:
            raise self._why or BrokenPipeError from None

    def __aiter__(self) -> Pipe:
        return self

    async def __anext__(self) -> str:
        """Give the next row; after the last, raise what the writer has closed with."""
        try:
            return await self._incoming.receive()
        except trio.EndOfChannel:
            raise self._why or StopAsyncIteration from None

    def close_writing(self, why: Exception | None = None) -> None:
        self._why = self._why or why
        self._outgoing.close()

    def close_reading(self, why: Exception | None = None) -> None:
        self._why = self._why or why
        self._incoming.close()


async def export(out: Pipe, rows: int, good: int) -> None:
    """Writes rows, and fails after a few if it is told to."""
    try:
        for row in range(rows):
            await trio.sleep(0.01)
            if row == good:
                raise DatabaseError("the database is gone")
            await out.write(f"row {row}")  # [2]
    except TooLongError as error:
        log.info("the export stops", why=error)
    except DatabaseError as error:
        out.close_writing(error)  # [1]
    finally:
        out.close_writing()  # [3]


async def upload(incoming: Pipe, room: int) -> None:
    """Reads rows, and takes no more than it has room for."""
    taken = 0
    try:
        async for _ in incoming:  # [5]
            if taken == room:
                raise TooLongError("the file is too long")
            taken += 1
    except TooLongError as error:
        incoming.close_reading(error)  # [4]
        raise
    finally:
        incoming.close_reading()
    log.info("uploaded", rows=taken)


async def run(rows: int, good: int, room: int) -> None:
    pipe = Pipe()
    why: Exception | None = None
    async with trio.open_nursery() as nursery:
        nursery.start_soon(export, pipe, rows, good)
        try:
            await upload(pipe, room)
        except (DatabaseError, TooLongError) as error:
            why = error
    log.info("run", error=why or "<nil>")


async def main() -> None:
    await run(3, 9, 9)
    await run(5, 2, 9)
    await run(5, 9, 2)


if __name__ == "__main__":
    trio.run(main)
