"""README's table of both intervals: a row for each site, and each what the command says today."""

from __future__ import annotations

import pytest

from tests.scenarios import headline


def test_every_site_has_a_row_with_both_intervals() -> None:
    rows = headline.written()
    assert rows.keys() == headline.SITES.keys()
    for row in rows.values():
        _, _, simulated, inputs, verdict, flips, _ = (cell.strip() for cell in row.split("|"))
        assert " to " in simulated
        assert " to " in inputs
        assert "over the inputs" in verdict
        assert " at about " in flips


@pytest.mark.slow
@pytest.mark.parametrize("site", headline.SITES)
def test_a_row_is_what_the_command_says(site: str) -> None:
    """Some minutes for each site."""
    assert headline.row(site) == headline.written()[site]
