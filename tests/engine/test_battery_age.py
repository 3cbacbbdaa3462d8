"""Batteries that lose capacity with age: by hand, and the same to both drivers."""

from __future__ import annotations

import numpy as np
import pytest

from dcsim.scenario import Scenario, scenario_from_text
from dcsim.study.survive import survive

from .by_hand import SETS
from .test_identity_by_plan import PLANS, SHARED
from .test_identity_by_plan import compare as by_plan
from .two_drivers import assert_same, at_rates, compare

YEAR = 8760.0
# No set ever starts: an outage begins when the battery of 5 min is empty.
LOST = SETS.replace("fail_to_start: 0", "fail_to_start: 1").replace("hours: 6000", "years: 12")


def lost_at(years: tuple[float, ...], **battery: object) -> Scenario:
    at_h = [year * YEAR for year in years]
    changes = {f"power.ups.battery_{name}": value for name, value in battery.items()}
    gone = {"gone": {"hits": "all", "at_h": at_h, "duration_h": 1}}
    return scenario_from_text(LOST).with_values({"grid.interruptions": gone, **changes})


@pytest.mark.parametrize(
    ("battery", "left"),
    [
        ({}, (1, 1, 1, 1, 1)),
        # evenly to 80 % after five years, then replaced
        ({"life_years": 5}, (1.0, 0.92, 0.84, 1.0, 0.96)),
        # replaced after four
        ({"life_years": 5, "replaced_years": 4}, (1.0, 0.92, 1.0, 0.96, 0.92)),
        # not replaced in time: on and on
        ({"life_years": 5, "replaced_years": 50}, (1.0, 0.92, 0.84, 0.8, 0.76)),
    ],
)
def test_by_hand(battery: dict[str, object], left: tuple[float, ...]) -> None:
    years = (0.0, 2.0, 4.0, 5.0, 6.0)
    found = compare(lost_at(years, **battery), 24, 1)
    assert_same(found)
    begun = [one.start_h for one in found.full.outages if one.replication == 0]
    assert np.allclose(begun, [y * YEAR + 5 / 60 * c for y, c in zip(years, left, strict=True)], atol=1e-9)


def test_a_battery_of_which_nothing_is_left() -> None:
    """After five lives there is nothing: the outage begins with the loss."""
    found = compare(lost_at((11.0,), life_years=2, replaced_years=50), 12, 1)
    assert found.full.outages[0].start_h == pytest.approx(11 * YEAR, abs=1e-6)


AGEING = {"power.ups-a.battery_life_years": 2, "power.ups-b.battery_life_years": 3}


def test_both_drivers() -> None:
    """Screened, but nothing of it by certificate."""
    found = compare(scenario_from_text(SHARED).with_values(AGEING), 60, 1)
    assert_same(found)
    assert found.is_screened
    assert found.quiet > 0
    assert found.certified == 0


def test_what_comes_with_a_phase_is_new_then() -> None:
    """The change of the plan itself may be passed over: the core hears of it only later."""
    model = at_rates(scenario_from_text(SHARED).with_values(AGEING).model, 2)
    for seed in (1, 2, 3):
        found = by_plan(model, PLANS[SHARED], 2, seed)
        assert_same(found)
        assert found.full.outages


def test_survival_takes_it_as_old_as_it_gets() -> None:
    """80 % of 5 min: 4 min after the grid went the site is down."""
    result = survive(lost_at((0.0,), life_years=5), (3.9 / 60, 4.1 / 60), replications=1)
    assert [one.value for one in result.survives] == [1.0, 0.0]
    assert "batteries of ups are as old as they get before they are replaced" in result.notes
