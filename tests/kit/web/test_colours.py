"""A seller's colour can be read in both looks, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kit.web.colours import SHEET_DARK, SHEET_LIGHT, accent_of, contrast

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_any_colour_can_be_read_in_both_looks(colour: str) -> None:
    accent = accent_of(colour)
    assert contrast(accent.light, SHEET_LIGHT) >= 4.5
    assert contrast(accent.dark, SHEET_DARK) >= 4.5
    assert contrast(accent.on_light, accent.light) >= 4.5
    assert contrast(accent.on_dark, accent.dark) >= 4.5


def test_a_colour_that_is_readable_stays_as_it_is() -> None:
    assert accent_of("#1b7183").light == "#1b7183"


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#12345g", "1b7183", "#1b7183 "])
def test_anything_else_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="is not a colour"):
        accent_of(colour)
