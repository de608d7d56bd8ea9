from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trio_patterns.timeline._text_size import fitted, text_width


def test_fitted() -> None:
    assert fitted("short", 100) == "short"
    assert fitted("cancelled: it is enough", 72).endswith("…")
    assert fitted("cancelled", 10) == ""
    assert fitted("漢" * 10, 70) == "漢" * 10 or fitted("漢" * 10, 70).endswith("…")


@given(st.text(max_size=60), st.floats(0, 400), st.sampled_from([10.0, 11.0, 12.0]))
def test_cut_to_what_there_is_room_for(text: str, width: float, size: float) -> None:
    shown = fitted(text, width, size)
    if text_width(text, size) <= width:
        assert shown == text
    else:
        assert shown == "" or text.startswith(shown[:-1])
        assert len(shown) * 0.57 * size <= width
