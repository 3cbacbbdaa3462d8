"""What a planner reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcsim.render.capacity import capacity_text, to_json
from dcsim.render.figures import WIDTH
from tests.capacity.made import answer, answer_from, rolled

HERE = Path(__file__).parent
LATE = [0] * 10 + [3] * 40 + [8] * 30 + [13] * 20
SCENES = {"by chance": LATE, "one replication": [3], "two alike": [3, 3], "never": [30] * 5}


def test_snapshot():
    """After a wanted change: write what `capacity_text(answer(LATE))` gives into made.txt, and read it."""
    assert capacity_text(answer(LATE)) == (HERE / "made.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("chance", [True, False])
@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_fits_the_page(scene, chance):
    text = capacity_text(answer(SCENES[scene], chance=chance))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "nan" not in text


def test_a_plan_without_chance_has_no_intervals():
    text = capacity_text(answer([3, 3], chance=False))
    assert "no chance in the plan" in text
    for words in ("P10", "P90", "(exact)", "at least", " to plan with"):
        assert words not in text


def test_never_is_said_with_what_that_allows():
    """Two of 100 replications are full: P10, P50 and P90 lie after the horizon."""
    site = rolled([0] * 100)
    site.peak[2:] = 1.0
    text = capacity_text(answer_from(site))
    assert "first                     after 2031-12; reached in 2.0 % (0.6 to 7.0)" in text
    assert "to plan with              not within the horizon (P90 of the peak)" in text


def test_what_nobody_saw_is_bounded():
    site = rolled([0] * 100)
    site.shortfall[:] = 0.0
    site.unserved[:] = 0.0
    text = capacity_text(answer_from(site))
    assert "shortfall                 none in 100 replications (at most 3.7 % have any)" in text


def test_a_horizon_of_decades_fits_a_page():
    """Every ninth year of a century, and the last month."""
    from dcsim.render.capacity.by_year import year_ends

    assert year_ends(1200) == [*range(107, 1200, 108), 1199]
    assert year_ends(30) == [11, 23, 29]
    assert year_ends(5) == [4]


def test_json_has_no_number_that_is_none():
    text = to_json(answer([30] * 3))
    assert "NaN" not in text
    assert "Infinity" not in text
