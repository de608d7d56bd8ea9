"""Services that come and go while the supervisor runs: add, remove and wait, stop."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import trio

from plainlog import log

Service = Callable[[], Awaitable[None]]


@dataclass
class Running:
    scope: trio.CancelScope = field(default_factory=trio.CancelScope)  # [1:2]
    ended: trio.Event = field(default_factory=trio.Event)


class Supervisor:
    def __init__(self, nursery: trio.Nursery) -> None:
        self._nursery = nursery
        self._services: dict[str, Running] = {}

    def add(self, name: str, service: Service) -> None:
        running = self._services[name] = Running()
        self._nursery.start_soon(self._run, name, service, running)  # [2]

    async def _run(self, name: str, service: Service, running: Running) -> None:
        try:
            with running.scope:
                while True:  # [3:5]
                    try:
                        await service()
                    except ConnectionError:
                        log.info("it failed, once more", service=name)
        finally:
            running.ended.set()

    async def remove(self, name: str, patience: float) -> bool:
        """Tell whether the service has ended in time. If not, it goes on."""
        running = self._services.pop(name)
        running.scope.cancel(reason="it was removed")  # [4]
        with trio.move_on_after(patience):
            await running.ended.wait()  # [5:2]
        return running.ended.is_set()


async def flaky() -> None:
    await trio.sleep(0.03)
    raise ConnectionError("the connection is gone")


async def slow() -> None:
    try:
        await trio.sleep_forever()
    finally:
        with trio.move_on_after(1, shield=True):  # Says goodbye.
            await trio.sleep(0.04)
        log.info("the slow one has ended")


async def main() -> None:
    async with trio.open_nursery() as nursery:  # [7]
        supervisor = Supervisor(nursery)
        supervisor.add("mail", flaky)
        supervisor.add("web", flaky)
        supervisor.add("slow", slow)
        await trio.sleep(0.005)
        in_time = await supervisor.remove("web", 1)
        log.info("removed", service="web", in_time=in_time)
        in_time = await supervisor.remove("slow", 0.01)
        log.info("removed", service="slow", in_time=in_time)
        await trio.sleep(0.02)
        nursery.cancel_scope.cancel(reason="the program ends")  # [6]
    log.info("all have ended")


if __name__ == "__main__":
    trio.run(main)
