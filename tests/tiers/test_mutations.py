"""Single changes of two plants of Tier IV, each caught at its step."""

from __future__ import annotations

import pytest

from dcsim.tiers.audit import audit
from tests.tiers.ladder import site
from tests.tiers.mutations import EVERY
from tests.tiers.watered import PLANT


def test_the_plant_with_towers_is_tier_four() -> None:
    found = audit(site(PLANT))
    assert (found.tier, found.not_excluded) == ("IV", "IV")
    assert len({step.name for step in found.steps}) == len(found.steps)


@pytest.mark.parametrize("name", EVERY)
def test_a_single_change_is_caught_at_its_step(name: str) -> None:
    plant, before, after, step = EVERY[name]
    assert before in plant
    told = not step or step.startswith("fail:")
    found = audit(site(plant.replace(before, after)), cures=False, injects=told)
    failed = [one.name for one in found.steps if one.result == "not met"]
    assert step in failed if step else not failed, failed
