"""The picture of an audit: a line for each step, a sign for each result, every Tier under its head."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from dcsim.render.plot import audit as drawn
from dcsim.render.plot import save
from dcsim.tiers.audit import Audit, Step, audit
from tests.tiers.ladder import site, tier_four, tier_three
from tests.tiers.watered import PLANT


def in_cells(axes: Axes) -> dict[tuple[float, float], tuple[str, str]]:
    """(sign, colour) by the middle of each cell."""
    signs = {
        (round(x, 3), round(y, 3)): text.get_text() for text in axes.texts for x, y in [text.get_position()]
    }
    found = {}
    for patch in axes.patches:
        assert isinstance(patch, Rectangle)
        x, y, width, height = patch.get_bbox().bounds
        middle = round(x + width / 2, 3), round(y + height / 2, 3)
        found[middle] = signs[middle], to_hex(patch.get_facecolor())
    return found


def row(axes: Axes, name: str) -> list[str]:
    """Signs in the line of a step, from left to right, in its column of the page."""
    (at,) = [text.get_position() for text in axes.texts if text.get_text() == name]
    return [
        sign
        for (x, y), (sign, _) in sorted(in_cells(axes).items())
        if abs(y - at[1]) < 1e-3 and 0 < x - at[0] < 4.2
    ]


def test_signs_of_steps_and_halls() -> None:
    """One chiller of 1.05 MW of heat for 2 MW, two of three being out: 0.95 MW is lost."""
    scenario = site(tier_three())
    axes = drawn(scenario, audit(scenario, cures=False))
    assert row(axes, "maintain:gensets") == ["✓", "✓"]
    assert row(axes, "two:chillers") == ["✗", "−0.95"]
    assert row(axes, "compartments") == ["?"]
    assert row(axes, "class:gensets") == ["✓"]  # nothing a hall is asked
    heads = [text.get_text() for text in axes.texts if text.get_fontweight() == "bold"]
    assert "Tier II: 7 of 7 met" in heads
    assert "III+: 0 of 3 met" in heads
    assert axes.get_title(loc="left") == "Ladder: what Tier is the topology?"
    assert any(text.get_text().startswith("Tier III;") for text in axes.texts)


def test_every_colour_has_a_sign_of_its_own() -> None:
    scenario = site(tier_three())
    cells = in_cells(drawn(scenario, audit(scenario, cures=False))).values()
    signs = {
        colour: {sign.lstrip("−.0123456789") or "✗" for sign, same in cells if same == colour}
        for _, colour in cells
    }
    assert sorted(map(sorted, signs.values())) == [["?"], ["✓"], ["✗"]]


def test_a_step_of_one_hall_stands_under_it() -> None:
    scenario = site(
        PLANT.replace("hall-2: {it_mw: 0.9, cords: [pdu-a, pdu-b]", "hall-2: {it_mw: 0.9, cords: [pdu-a]")
    )
    axes = drawn(scenario, audit(scenario, cures=False))
    assert row(axes, "cords:hall-1") == ["✓", "✓"]
    assert row(axes, "cords:hall-2") == ["✗", "✗"]
    assert row(axes, "maintain:pdu-a") == ["✗", "✓", "−0.9"]  # hall 1 has another cord


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_it_is_written(ending: str, tmp_path: Path) -> None:
    scenario = site(tier_four())
    path = tmp_path / f"audit.{ending}"
    save(drawn(scenario, audit(scenario, cures=False, injects=False)), path)
    assert path.stat().st_size > 5_000


def test_long_audits_go_on_beside(tmp_path: Path) -> None:
    """150 steps of one Tier, with names of all lengths: every line is there once, and none is below the legend."""
    steps = tuple(Step(f"fail:{'x' * (n % 50)}-{n}", "IV", "", "met", "") for n in range(150))
    axes = drawn(site(tier_four()), Audit(steps))
    assert len(in_cells(axes)) == 2 * 150 + 4
    heads = [text.get_text() for text in axes.texts if text.get_text().startswith("Tier IV:")]
    assert heads == ["Tier IV: 150 of 150 met"] + 2 * ["Tier IV: 150 of 150 met, continued"]
    lowest = sorted({y for _, y in in_cells(axes)})
    assert lowest[1] - lowest[0] > 0.2
    save(axes, tmp_path / "long.png")
