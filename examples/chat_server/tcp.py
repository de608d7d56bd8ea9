"""The chat server on a real port, until SIGINT or SIGTERM: `python -m chat_server.tcp`.

Talk to it with `nc 127.0.0.1 7777`; the first line is your name.
"""

from __future__ import annotations

import signal
import sys

import trio

from chat_server.main import Server
from plainlog import log


class Log:
    """A store that only says what it would keep."""

    async def save(self, line: str) -> None:
        await trio.lowlevel.checkpoint()
        log.info("saved", line=line)


# show
async def main(port: int) -> None:
    server = Server(Log())
    listeners = await trio.open_tcp_listeners(port, host="127.0.0.1")
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(server.serve, *listeners)
            for listener in listeners:
                log.info("listening", port=listener.socket.getsockname()[1])
            async for _ in signals:
                server.stop()
                break


# end


if __name__ == "__main__":
    trio.run(main, int(sys.argv[1]) if len(sys.argv) > 1 else 7777)
