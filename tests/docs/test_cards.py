"""The cards that a messenger shows beside links to the guide."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import cards
import chromium

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


def test_each_page_names_its_card_by_a_whole_address() -> None:
    base = "https://guide.example/en/"
    of_a_construct = cards.tags(base, "constructs/hedged")
    assert f'property="og:image" content="{base}cards/hedged.png"' in of_a_construct
    assert f'content="{base}cards/index.png"' in cards.tags(base, "start")
    assert 'content="1200"' in of_a_construct
    assert 'name="twitter:card" content="summary_large_image"' in of_a_construct
