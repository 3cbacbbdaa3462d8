"""Single failures told to the running core, by hand."""

from __future__ import annotations

import pytest

from dcsim.engine.forced import Forced, forced
from dcsim.plant import build
from dcsim.rollout import Timeline
from dcsim.tiers.audit import audit
from dcsim.tiers.audit.told import as_intended
from tests.tiers.ladder import FOUR, LADDER, site, tier_four

HOURS = 30.0
"""Long enough for every battery and every store of cold to be empty."""


def test_a_story_is_told_to_the_second() -> None:
    """The utility goes at 1 h. Chillers stop at once and are back 2 + 10 + 25 s and 5 min later; the hall of tier
    III stands 3 min: too hot from 180 s on. The last thing to return is the third set, 25 s after the first.
    """
    model = as_intended(site(LADDER["III"]()).model)
    plant = build(model)
    timeline = Timeline(HOURS, (0.0,), (plant.demand,), {})
    nothing, lost = forced(plant, timeline, [[], [Forced("utility", 0, 1.0)]])
    assert nothing == ()
    (outage,) = lost
    assert outage.start_h == pytest.approx(1.0 + 180 / 3600)
    assert outage.end_h - 1.0 == pytest.approx((2 + 10 + 25 + 300) / 3600, abs=3 / 3600)


def test_what_is_repaired_is_there_again() -> None:
    """Both sides' distribution out together for an hour: dark for just that."""
    plant = build(as_intended(site(tier_four()).model))
    timeline = Timeline(HOURS, (0.0,), (plant.demand,), {})
    story = [Forced("pdu-a", 0, 5.0, 7.0), Forced("pdu-b", 0, 6.0, 9.0)]
    ((outage,),) = forced(plant, timeline, [story])
    assert (outage.start_h, outage.end_h) == (6.0, 7.0)


@pytest.mark.parametrize(
    ("before", "after", "step"),
    [
        ("battery_min: 5", "battery_min: 0.1", "fail:utility"),  # 6 s, and the first set is ready after 12
        ("ride_through_min: 10", "ride_through_min: 3", "fail:utility"),
        (FOUR, "count: 4, fed_by: [mech-1]", "fail:mech-1"),
        ("[utility, gen-b]", "[utility, gen-a]", "fail:gen-a"),
        ("mech-1: {kind: ats, transfer: {from: [mv-a, mv-b]}}", "mech-1: {kind: ats, transfer: {from: [mv-a, mv-b], "
         "delay_s: 400}}", ""),
    ],
)  # fmt: skip
def test_faults_that_only_time_shows(before: str, after: str, step: str) -> None:
    text = tier_four()
    assert before in text
    found = audit(site(text.replace(before, after)))
    failed = {one.name for one in found.of("IV") if one.result == "not met"}
    assert (step in failed) if step else not failed


def test_a_failure_during_maintenance() -> None:
    """Of the plant of Tier IV two boards, or two sets of three, cannot both be away; two air handlers of four,
    which are 1.4 MW of heat for 2.0, neither."""
    steps = {one.name: one for one in audit(site(tier_four()), looks_beyond=True).of("beyond IV")}
    assert steps["beyond:mv-a"].result == "not met"
    assert "mv-b" in steps["beyond:mv-a"].reason
    for group in ("gensets", "air"):
        assert steps[f"beyond:{group}"].result == "not met"
        assert group in steps[f"beyond:{group}"].reason
    # with one chiller out two more may go: the fourth and its board; the other boards have what is needed
    assert "air" not in steps["beyond:chillers@mech-1"].reason
