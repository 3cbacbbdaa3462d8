"""Ties and cords that people move before planned works: of use to maintenance, and to no failure."""

from __future__ import annotations

import re

import pytest

from dcsim.errors import ScenarioError
from dcsim.tiers.audit import Step, audit
from dcsim.tiers.audit.explain import explained
from tests.tiers.ladder import site, tier_four

BLOCKS = """
format: 1
site: {name: Three blocks, target: III, it_recovery_h: 4}
horizon: {years: 10}
grid: {feeds: {utility: {rating_mw: 5, mttf_h: never, upstream: []}}}
power:
  gensets: {kind: genset, count: 3, rating_mw: 1.3, class: COP, fuel: {tank_h: 12, lead_h: 24}}
  gen-a: {kind: element, mttf_h: never, fed_by: [gensets]}
  gen-b: {kind: element, mttf_h: never, fed_by: [gensets]}
  gen-c: {kind: element, mttf_h: never, fed_by: [gensets]}
  a: {kind: switchgear, rating_mw: 1, transfer: {from: [utility, gen-a]}}
  b: {kind: switchgear, rating_mw: 1, transfer: {from: [utility, gen-b]}}
  c: {kind: switchgear, rating_mw: 1, transfer: {from: [utility, gen-c]}}
halls:
  ab: {it_mw: 0.8, cords: [a, b], manual_cords: true}
  bc: {it_mw: 0.6, cords: [b, c], manual_cords: true}
  ca: {it_mw: 0.59, cords: [c, a], manual_cords: true}
"""
"""Without A equal shares put 0.8 + 0.3 on B. By hand a third of BC may stay on B: 0.8 + 0.2, and 0.4 + 0.59 on C."""

ONE_SIDED = tier_four().replace("[utility, gen-b]", "[utility, spare]").replace(
    "  mech-1:",
    "  spare: {kind: element, mttf_h: never, rating_mw: 1.2, fed_by: [gensets]}\n"
    "  tie: {kind: bus_tie, between: [mv-a, mv-b], rating_mw: 4}\n  mech-1:",
)  # fmt: skip
"""Side B has a thin way from the sets, which is enough for half of the load: A cannot be spared, nor can gen-a."""


def steps(text: str, *, injects: bool = False) -> dict[str, Step]:
    return {step.name: step for step in audit(site(text), cures=False, injects=injects).steps}


def test_a_tie_that_somebody_closes() -> None:
    """With gen-a out side A hangs on B's thin way: not cured by a tie. With the thin way out B hangs on A by it."""
    text = ONE_SIDED.replace("rating_mw: 1.2, fed_by: [gensets]", "rating_mw: 3, fed_by: [gensets]").replace(
        "cords: [pdu-a, pdu-b]", "cords: [pdu-a]"
    )
    assert steps(text)["maintain:gen-a"].result == "not met"  # one cord, and its board is dead
    by_hand = steps(
        text.replace("rating_mw: 4}\n  mech-1", "rating_mw: 4, manual: true}\n  mech-1"), injects=True
    )
    assert by_hand["maintain:gen-a"].result == "met"
    assert by_hand["maintain:gen-a"].reason == (
        "with 'tie' closed by hand before, every hall keeps its power and its cooling"
    )
    assert by_hand["maintain:mv-a"].result == "not met"  # the tie does not replace the board
    assert by_hand["fail:gen-a"].result == "not met"  # nobody is there in time


def test_a_tie_that_is_too_thin_is_no_help() -> None:
    text = ONE_SIDED.replace("rating_mw: 1.2, fed_by", "rating_mw: 3, fed_by").replace(
        "cords: [pdu-a, pdu-b]", "cords: [pdu-a]"
    )
    text = text.replace("rating_mw: 4}\n  mech-1", "rating_mw: 1, manual: true}\n  mech-1")
    assert steps(text)["maintain:gen-a"].result == "not met"


def test_load_moved_between_cords() -> None:
    found = steps(BLOCKS)
    assert {name: found[f"maintain:{name}"].result for name in "abc"} == dict.fromkeys("abc", "met")
    assert steps(BLOCKS.replace(", manual_cords: true", ""))["maintain:a"].result == "not met"
    # without A its halls are on B and C alone; BC goes to B with at most 0.2 of 0.6, to C with at most 0.41
    (share,) = re.findall(r"'bc' \(b ([\d.]+) %, c", found["maintain:a"].reason)
    assert 100 * 0.19 / 0.6 - 0.2 <= float(share) <= 100 * 0.2 / 0.6 + 0.2


def test_what_no_hand_can_move() -> None:
    """0.8 + 0.6 + 0.65 MW on two blocks of 1 MW."""
    assert steps(BLOCKS.replace("it_mw: 0.59", "it_mw: 0.65"))["maintain:a"].result == "not met"


def test_cords_moved_are_of_no_use_to_a_failure() -> None:
    found = steps(BLOCKS, injects=True)
    assert found["maintain:b"].result == "met"
    assert found["fail:b"].result == "not met"


@pytest.mark.parametrize(("text", "step"), [(BLOCKS, "maintain:a"), (BLOCKS, "maintain:b")])
def test_the_running_core_agrees(text: str, step: str) -> None:
    """After the move nothing is lost in the core either, before and while the works last."""
    scenario = site(text)
    found = explained(scenario.model, steps(text)[step])
    assert found.lasts is not None
    assert found.lasts.lost_mw == {}
    (replay,) = found.replays  # without UPS the halls are dark until the sets are there, and never again
    assert [outage for outage in replay.outages if outage.end_h > replay.origin_h] == []


@pytest.mark.parametrize("also", ["normally: closed", "closes_when: one-side-dead"])
def test_a_tie_that_needs_no_hand(also: str) -> None:
    text = ONE_SIDED.replace("rating_mw: 4}\n  mech-1", f"rating_mw: 4, {also}, manual: true}}\n  mech-1")
    with pytest.raises(
        ScenarioError, match="'manual' is for a tie that is open and does not close by itself"
    ):
        site(text)
