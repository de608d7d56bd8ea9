"""The network, files, processes and signals."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import sys
import tempfile
import time
from subprocess import CalledProcessError

import anyio
import anyio.abc
import pytest
from anyio.streams.tls import TLSListener

from . import proves


async def _echo(stream: anyio.abc.ByteStream) -> None:
    async with stream:
        try:
            while True:
                await stream.send(await stream.receive())
        except anyio.EndOfStream:
            await stream.send(b"!")


def _port_of(end: anyio.TypedAttributeProvider) -> int:
    port: int = end.extra(anyio.abc.SocketAttribute.local_port)  # noqa: S610  not Django
    return port


@proves(
    "`anyio.create_tcp_listener`",
    "`anyio.connect_tcp`",
    "`anyio.abc.ByteStream`",
    "`async for data in source: await sink.send_all(data)`",
)
async def bytes_go_there_and_back() -> None:
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with listener, anyio.create_task_group() as tg:
        tg.start_soon(listener.serve, _echo)
        port = _port_of(listener)
        async with await anyio.connect_tcp("127.0.0.1", port) as stream:
            await stream.send(b"hello")
            await stream.send_eof()
            assert b"".join([data async for data in stream]) == b"hello!"
        tg.cancel_scope.cancel()


def _anonymous(protocol: int) -> ssl.SSLContext:
    """A context without certificates, which only a test may have."""
    context = ssl.SSLContext(protocol)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AECDH-AES256-SHA:@SECLEVEL=0")
    return context


@proves("`anyio.streams.tls.TLSListener`", "`anyio.connect_tcp(host, port, tls=True)`")
async def bytes_are_enciphered() -> None:
    inner = await anyio.create_tcp_listener(local_host="127.0.0.1")
    listener = TLSListener(inner, _anonymous(ssl.PROTOCOL_TLS_SERVER))
    async with listener, anyio.create_task_group() as tg:

        async def hello(stream: anyio.abc.ByteStream) -> None:
            async with stream:
                await stream.send(b"hello")

        tg.start_soon(listener.serve, hello)
        async with await anyio.connect_tcp(
            "127.0.0.1",
            _port_of(inner),
            tls=True,
            ssl_context=_anonymous(ssl.PROTOCOL_TLS_CLIENT),
        ) as stream:
            assert await stream.receive() == b"hello"
        tg.cancel_scope.cancel()


@proves("`anyio.create_udp_socket`")
async def a_packet_comes_with_its_sender() -> None:
    async with (
        await anyio.create_udp_socket(local_host="127.0.0.1") as one,
        await anyio.create_udp_socket(local_host="127.0.0.1") as other,
    ):
        port = _port_of(other)
        await one.sendto(b"hello", "127.0.0.1", port)
        data, (_, sender) = await other.receive()
        assert data == b"hello"
        assert sender == _port_of(one)


@proves("`anyio.getaddrinfo`")
async def a_name_has_addresses() -> None:
    found = await anyio.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)
    assert found[0][4] == ("127.0.0.1", 80)


@proves("`anyio.Path`", "`anyio.open_file`")
async def files_are_read_in_threads() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = anyio.Path(folder, "file.txt")
        await path.write_text("hello")
        assert await path.read_text() == "hello"
        async with await anyio.open_file(path) as file:
            assert await file.read() == "hello"
        assert [found.name async for found in anyio.Path(folder).rglob("*")] == [
            "file.txt"
        ]


@proves("`anyio.from_thread.check_cancelled()`")
async def a_thread_that_asks_ends() -> None:
    ended: list[str] = []

    def work() -> None:
        try:
            while True:
                time.sleep(0.001)
                anyio.from_thread.check_cancelled()
        finally:
            ended.append("work")

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(anyio.to_thread.run_sync, work)
        await anyio.sleep(0.01)
        tasks.cancel_scope.cancel()
    assert ended == ["work"]


@proves(
    "`await` `path.stat()` in a loop with a sleep; or `awatch` of watchfiles",
)
async def a_change_is_seen_by_looking_again() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = anyio.Path(folder, "file.txt")
        await path.write_text("old")

        async def change() -> None:
            await path.write_text("newer")

        async with anyio.create_task_group() as tg:
            tg.start_soon(change)
            while (await path.stat()).st_size != len("newer"):  # noqa: ASYNC110
                await anyio.sleep(0.001)


@proves("`anyio.run_process`", "`subprocess.CalledProcessError`, unless `check=False`")
async def a_process_runs_to_its_end() -> None:
    done = await anyio.run_process([sys.executable, "-c", "print('hello')"])
    assert done.stdout.split() == [b"hello"]
    failing = [sys.executable, "-c", "raise SystemExit(3)"]
    with pytest.raises(CalledProcessError):
        await anyio.run_process(failing)
    assert (await anyio.run_process(failing, check=False)).returncode == 3


@proves("`anyio.open_process`")
async def one_talks_to_a_process() -> None:
    upper = "print(input().upper())"
    async with await anyio.open_process([sys.executable, "-c", upper]) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        await process.stdin.send(b"hello\n")
        assert (await process.stdout.receive()).split() == [b"HELLO"]
        assert await process.wait() == 0


@proves(
    "`anyio.open_signal_receiver`", "leave the block of `trio.open_signal_receiver`"
)
async def a_signal_is_received_inside_the_block() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with anyio.open_signal_receiver(signal.SIGTERM) as signals:
        os.kill(os.getpid(), signal.SIGTERM)
        async for number in signals:
            assert number == signal.SIGTERM
            break
    assert signal.getsignal(signal.SIGTERM) == before


@proves("`signal.signal(number, signal.SIG_IGN)`, of the standard library")
async def a_signal_is_ignored() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        await anyio.lowlevel.checkpoint()
    finally:
        signal.signal(signal.SIGTERM, before)
