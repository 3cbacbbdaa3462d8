"""Single changes of two plants of Tier IV, each caught at its step."""

from __future__ import annotations

import pytest

from dcsim.tiers.audit import audit
from tests.tiers.ladder import FOUR, site, tier_four
from tests.tiers.mutations import EVERY
from tests.tiers.watered import PLANT


def test_the_plant_with_towers_is_tier_four() -> None:
    found = audit(site(PLANT))
    assert (found.tier, found.not_excluded) == ("IV", "IV")
    assert len({step.name for step in found.steps}) == len(found.steps)


def test_chillers_off_ups() -> None:
    """Chillers on UPS never stand still; on the boards they are 5 min 37 s away, and the hall stands 30 s."""
    text = tier_four().replace(f"{FOUR},", "count: 4, fed_by: [ups-a, ups-b],").replace("min: 10", "min: 0.5")
    text = text.replace("kind: ups, count: 2", "kind: ups, count: 3").replace(
        "rating_mva: 1.4", "rating_mva: 2.8"
    )
    assert audit(site(text), cures=False).tier == "IV"
    off = text.replace(
        "count: 4, fed_by: [ups-a, ups-b], rating_mw_th: 1.05",
        "count: 4, fed_by: [mv-a, mv-b], rating_mw_th: 1.05",
    )
    found = audit(site(off), cures=False)
    assert [one.name for one in found.steps if one.result == "not met"] == [
        "continuous-cooling:hall",
        "fail:utility",
    ]


@pytest.mark.parametrize("name", EVERY)
def test_a_single_change_is_caught_at_its_step(name: str) -> None:
    plant, before, after, step = EVERY[name]
    assert before in plant
    told = not step or step.startswith("fail:")
    found = audit(site(plant.replace(before, after)), cures=False, injects=told)
    failed = [one.name for one in found.steps if one.result == "not met"]
    assert step in failed if step else not failed, failed
