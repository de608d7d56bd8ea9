from __future__ import annotations

import pytest
import trio

from trio_patterns.testing import _internals


def test_a_trio_without_the_private_names(monkeypatch: pytest.MonkeyPatch) -> None:
    check = _internals._check  # pyright: ignore[reportPrivateUsage]
    check()
    monkeypatch.delattr(_internals._run, "_r")  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(ImportError, match=r"trio._core._run._r") as caught:
        check()
    assert f"gone in trio {trio.__version__}" in str(caught.value)


def test_a_trio_with_another_random_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_internals._run, "_r", 4)  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(ImportError, match="_r as a random"):
        _internals._check()  # pyright: ignore[reportPrivateUsage]
