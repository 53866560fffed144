from collections.abc import Iterator

import pytest

from portal.kit.files.spreadsheets import Row, csv_lines


def test_csv_that_breaks_off_says_so_in_its_last_line() -> None:
    def rows() -> Iterator[Row]:
        yield ["one"]
        raise LookupError

    lines = csv_lines(["Number"], rows())
    assert "Number" in next(lines)
    assert "one" in next(lines)
    assert "This file is incomplete" in next(lines)
    with pytest.raises(LookupError):
        next(lines)
