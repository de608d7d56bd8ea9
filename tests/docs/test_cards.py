"""The cards that a messenger shows beside links to the guide."""

from __future__ import annotations

import struct
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from unittest import mock

import cards
import chromium
import pytest

from trio_patterns.guide.catalogue import load

if TYPE_CHECKING:
    from collections.abc import Callable

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


def test_a_card_has_the_question_and_the_first_picture() -> None:
    construct = load().find("hedged")
    card = cards.card_of(construct, PICTURES)
    assert card[:3] == ("hedged", construct.title, construct.question)
    assert "<title>Hedged requests · On plain Trio:" in card.picture


def test_a_card_may_lack_a_picture() -> None:
    assert cards.card_of(load().find("channel_table"), PICTURES).picture == ""


def test_a_card_is_as_large_as_its_tags_say(
    tmp_path: Path, lacks: Callable[[str], NoReturn]
) -> None:
    if not chromium.is_here():
        lacks("there is no Chromium: playwright install --with-deps chromium")
    cards.draw([cards.Card("one", "A <title>", "A question?")], tmp_path)
    header = (tmp_path / "one.png").read_bytes()[:24]
    assert header.startswith(b"\x89PNG")
    assert struct.unpack(">II", header[16:]) == (cards.WIDTH, cards.HEIGHT)


@pytest.mark.parametrize("failures", [0, 2, 3])
def test_a_picture_that_chromium_has_no_time_for_is_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    page = mock.MagicMock()
    error = RuntimeError("Protocol error: Unable to capture screenshot")
    page.screenshot.side_effect = [error] * failures + [b""]
    browser = mock.MagicMock(**{"new_page.return_value": page})
    monkeypatch.setattr(chromium, "opened", lambda: nullcontext(browser))
    fails = pytest.raises(RuntimeError) if failures > 2 else nullcontext()
    with fails:
        cards.draw([cards.Card("one", "A", "B?")], tmp_path)
    assert page.screenshot.call_count == min(failures + 1, 3)


def test_each_page_names_its_card_by_a_whole_address() -> None:
    base = "https://guide.example/en/"
    of_a_construct = cards.tags(base, "constructs/hedged")
    assert f'property="og:image" content="{base}cards/hedged.png"' in of_a_construct
    assert f'content="{base}cards/index.png"' in cards.tags(base, "start")
    assert 'content="1200"' in of_a_construct
    assert 'name="twitter:card" content="summary_large_image"' in of_a_construct
