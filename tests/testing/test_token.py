from __future__ import annotations

import trio

from trio_patterns.testing._token import token_is_held, token_may_be_used


def test_a_token_that_is_held() -> None:
    async def main() -> None:
        assert not token_is_held()
        assert not token_may_be_used()
        token = trio.lowlevel.current_trio_token()
        assert token_is_held()
        assert token_may_be_used()
        del token
        assert not token_is_held()

    trio.run(main)


def test_a_frame_that_has_ended_can_not_use_the_token() -> None:
    async def main() -> None:
        problems: list[Exception] = []
        for _ in range(3):
            try:
                await trio.Path(__file__, "missing").read_text()
            except OSError as error:
                problems.append(error)
        assert token_is_held()
        assert not token_may_be_used()

    trio.run(main)


def test_a_function_that_outlives_its_frame_can() -> None:
    async def main() -> None:
        kept: list[object] = []

        def fails() -> None:
            token = trio.lowlevel.current_trio_token()
            kept.append(lambda: token.run_sync_soon(int))
            raise ValueError

        try:
            fails()
        except ValueError as error:
            kept.append(error)
        assert token_may_be_used()
        del kept[0]
        assert token_is_held()
        assert not token_may_be_used()

    trio.run(main)
