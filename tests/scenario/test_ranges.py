"""Ranges beside variants and single values: what these change is no guess of the file any more."""

from __future__ import annotations

import pytest

from dcsim.errors import ScenarioError
from dcsim.scenario import scenario_from_text
from dcsim.study.inputs.guesses import guesses_of
from tests.scenario.small import SMALL

RANGED = SMALL.replace("rating_mw: 2}", "rating_mw: 2, confirm_s: 2, fuel: {tank_h: 24}}") + (
    "ranges:\n"
    "  power.sets.confirm_s: [1, 5]\n"
    "  power.sets.fuel.tank_h: [12, 48]\n"
    "  power.sets.fuel.refill_h: [6, 24]\n"
)


def own(values: dict[str, object]) -> set[str]:
    found = guesses_of(scenario_from_text(RANGED).with_values(values))
    return {guess.name for guess in found if guess.evidence == "given"}


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({}, {"power.sets.confirm_s", "power.sets.fuel.tank_h", "power.sets.fuel.refill_h"}),
        ({"power.sets.fuel": None}, {"power.sets.confirm_s"}),
        # the library's 12 h are still a guess within 6 to 24
        ({"power.sets.confirm_s": 10}, {"power.sets.fuel.tank_h", "power.sets.fuel.refill_h"}),
        (
            {"power.sets.confirm_s": 4},
            {"power.sets.confirm_s", "power.sets.fuel.tank_h", "power.sets.fuel.refill_h"},
        ),
    ],
)
def test_what_is_changed_has_a_range_only_where_it_is_within(
    values: dict[str, object], names: set[str]
) -> None:
    assert own(values) == names


def test_what_the_file_itself_says_wrongly_stays_a_fault() -> None:
    with pytest.raises(ScenarioError, match="there is no 'confirm_m' in power"):
        scenario_from_text(RANGED.replace("sets.confirm_s:", "sets.confirm_m:"), variant="two-sets")
    with pytest.raises(ScenarioError, match="is 2, outside its range of 3 to 5"):
        scenario_from_text(RANGED.replace("[1, 5]", "[3, 5]"), values={"horizon.years": 2})
    law = {"power.sets.confirm_s": None, "power.sets.start_s": {"mean": 10, "cv": 0.2}}
    assert scenario_from_text(RANGED.replace("sets.confirm_s:", "sets.start_s:"), values=law).changes
    assert scenario_from_text(RANGED, variant="two-sets").model.power["sets"].count == 2
