"""The walk through a site against brute force by the independent judge, on random plants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from dcsim.plant import build
from dcsim.scenario.model import ScenarioModel
from dcsim.tiers.audit import audit
from dcsim.tiers.audit.walk import Outcome, Walk
from dcsim.tiers.audit.words import away_in_words
from tests.plant.random_plants import random_plant
from tests.tiers.brute import Brute, Found
from tests.tiers.ladder import LADDER, site, tier_four
from tests.tiers.mutations import EVERY
from tests.tiers.random_sites import random_site

TOLERANCE_MW = 1e-5
"""Whole watts, of several consumers."""

TX = "{{kind: transformer, count: {}, rating_mva: 1.4, power_factor: 1, {}}}"

Ways = tuple[list[Outcome], list[Found]]


def ways(model: ScenarioModel) -> dict[str, Ways]:
    """By step: what comes of it in each way, by the walk and by brute force; none decided by a watt."""
    walk, brute = Walk(build(model)), Brute(model)
    if walk.alone is None:
        return {}
    found: dict[str, Ways] = {}
    for removal in walk.removals:
        name = away_in_words(walk.plant, removal)[0]
        found.setdefault(name, ([], []))[0].append(walk.outcome(removal))
    for step, away in brute.steps():
        found.setdefault(step, ([], []))[1].append(brute.found(away))
    return {step: pair for step, pair in found.items() if not any(one.is_close for one in pair[1])}


def disagreements(model: ScenarioModel, seen: Counter[bool]) -> Iterator[str]:
    """Steps about which walk and brute force differ: met or not, and what the worst way costs whom."""
    for step, (walked, brute) in ways(model).items():
        holds = all(one.holds for one in walked), all(one.holds for one in brute)
        if not walked or not brute or holds[0] != holds[1]:
            yield f"{step}: walk {walked}, brute force {brute}"
            continue
        seen[holds[0]] += 1
        mine = max(sum(one.lost_mw.values()) for one in walked)
        theirs = (
            max(sum(one.lost_w.values()) for one in brute if not one.holds) / 1e6 if not holds[1] else 0.0
        )
        if abs(mine - theirs) > TOLERANCE_MW:
            yield f"{step}: the walk loses {mine} MW, brute force {theirs}"
            continue
        worst = max(walked, key=lambda one: sum(one.lost_mw.values()))
        same = any(
            {*worst.lost_mw} == {*one.lost_w}
            and all(abs(one.lost_w[hall] / 1e6 - mw) <= TOLERANCE_MW for hall, mw in worst.lost_mw.items())
            for one in brute
        )
        if not same:
            yield f"{step}: the walk says {worst.lost_mw}, brute force {[one.lost_w for one in brute]}"


@pytest.mark.parametrize("first", range(0, 30, 15))
def test_random_sites(first: int) -> None:
    seen: Counter[bool] = Counter()
    for seed in range(first, first + 15):
        assert list(disagreements(site(random_site(seed)).model, seen)) == [], seed
    assert min(seen[True], seen[False]) > 50  # so many steps of either kind were looked at


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_random_plants(first: int) -> None:
    seen: Counter[bool] = Counter()
    for seed in range(first, first + 20):
        assert list(disagreements(random_plant(seed), seen)) == [], seed
    assert min(seen[True], seen[False]) > 20


@pytest.mark.slow
@pytest.mark.parametrize("first", range(30, 1030, 50))
def test_many_random_sites(first: int) -> None:
    for seed in range(first, first + 50):
        assert list(disagreements(site(random_site(seed)).model, Counter())) == [], seed
        assert list(disagreements(random_plant(seed), Counter())) == [], seed


@pytest.mark.parametrize("tier", LADDER)
def test_the_ladder(tier: str) -> None:
    assert list(disagreements(site(LADDER[tier]()).model, Counter())) == []


@pytest.mark.validation
@pytest.mark.parametrize("name", [name for name in EVERY if name.startswith("ladder")])
def test_single_changes(name: str) -> None:
    plant, before, after, _ = EVERY[name]
    assert list(disagreements(site(plant.replace(before, after)).model, Counter())) == []


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("_recharge", "the recharge of batteries"),
        ("_ties", "ties that close"),
        ("_short", "heat that has nowhere to go"),
    ],
)
def test_brute_force_would_see_what_is_left_out(
    part: str, instead: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without one part of the account the two do not agree any more."""
    if part == "_recharge":
        monkeypatch.setattr("tests.tiers.brute._recharge", lambda model, whole: {})
    elif part == "_ties":
        monkeypatch.setattr(Brute, part, lambda self, case: {})
    else:
        monkeypatch.setattr(Brute, part, lambda self, there, away: dict.fromkeys(self.model.halls, 0.0))
    seeds = range(30) if part != "_recharge" else range(30, 60)
    assert any(list(disagreements(site(random_site(seed)).model, Counter())) for seed in seeds), instead


def test_a_group_on_several_buses_is_one_step() -> None:
    """Of two transformers on mv-a and one on mv-b the one on mv-b is the worst to lose; it is told once."""
    text = tier_four().replace(f"  tx-b: {TX.format(2, 'fed_by: [mv-b]')}\n", "")
    text = text.replace(
        f"tx-a: {TX.format(2, 'fed_by: [mv-a]')}", f"tx: {TX.format(3, 'split: {mv-a: 2, mv-b: 1}')}"
    )
    text = text.replace("fed_by: [tx-a]", "fed_by: [tx]").replace("fed_by: [tx-b]", "fed_by: [tx]")
    found = audit(site(text), cures=False, injects=False)
    assert [step.name for step in found.steps].count("maintain:tx") == 1
    assert len(ways(site(text).model)["maintain:tx"][1]) == 2
    assert list(disagreements(site(text).model, Counter())) == []
