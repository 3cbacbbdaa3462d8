"""Every step that is walked is told to the running core at a forced time, and ends with the same halls lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcsim.engine.forced import Forced
from dcsim.plant import build
from dcsim.plant.usable.removals import absent
from dcsim.scenario import read_scenario
from dcsim.scenario.model import ScenarioModel
from dcsim.tiers.audit import audit
from dcsim.tiers.audit.explain import LASTING_H, explained, too_hot_h, worst_removal
from dcsim.tiers.audit.told import Told, as_intended
from dcsim.tiers.audit.walk import Walk
from dcsim.tiers.audit.words import away_in_words
from tests.tiers.ladder import LADDER, site, tier_four, tier_two
from tests.tiers.mutations import EVERY
from tests.tiers.random_sites import random_site
from tests.tiers.test_audit import MUTATIONS
from tests.tiers.watered import PLANT

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
FAST = ("reference-site", "da-nang-software-park-2", "thai-nguyen-finished")
"""Of every push: a 2N site, a single path, and one with towers and shared pumps."""


def differ(
    model: ScenarioModel, *, loss_first: bool = True, walked: ScenarioModel | None = None
) -> list[str]:
    """Walked steps that end otherwise in the core: other halls are lost for good.

    A site that does not carry its load to begin with loses what tripped first, which depends on what was before:
    there only steps that are met must end alike.
    Something is taken out when the site has come to rest on its gensets, or before the utility goes.
    """
    told = Told(model)
    walk = Walk(build(as_intended(walked or model)))
    found = steps_walked(walk)
    ends, holding = {}, set()
    for name in found:
        removal = worst_removal(walk, name)
        away = (removal,) if removal is not None else ()
        outcome = walk.outcome(*away)
        dry = outcome.dry
        holding |= {name} if outcome.holds else set()
        ends[name] = max(walk.ways(away, dry), key=lambda one: sum(one.lost_mw.values()))
    loss_h, away_h = (1.0, told.later_h) if loss_first else (told.later_h, 1.0)
    stories = [
        [
            *told.utility_lost(loss_h),
            *(
                Forced(told.plant.nodes[node].group, told.plant.nodes[node].first_unit + unit, away_h)
                for node, count in end.taken
                for unit in range(count)
            ),
        ]
        for end in ends.values()
    ]
    ends_h = (
        told.later_h + LASTING_H + max((too_hot_h(walk, end.lost_mw) for end in ends.values()), default=0.0)
    )
    carries = walk.alone is not None and walk.outcome().holds
    wrong = []
    for (name, end), one in zip(ends.items(), told.happened(stories, ends_h), strict=True):
        lost = {hall.hall for outage in one.outages for hall in outage.halls if hall.end_h >= ends_h}
        if lost != set(end.lost_mw) and (carries or name in holding):
            wrong.append(f"{name}: {sorted(lost)} in the core, {sorted(end.lost_mw)} in the walk")
    return wrong


def steps_walked(walk: Walk) -> list[str]:
    """Names of the steps that are walked."""
    if walk.alone is None:
        return []
    names = dict.fromkeys(["carry", *(away_in_words(walk.plant, one)[0] for one in walk.removals)])
    kinds = {group: walk.plant.nodes[nodes[0]].kind for group, nodes in walk.plant.members.items()}
    two = [one for one in absent(walk.plant, walk.units, 2) if kinds[one.group] in ("chiller", "crac")]
    return [*names, *(f"two:{one.group}" for one in two)]


@pytest.mark.parametrize("tier", LADDER)
def test_the_ladder(tier: str) -> None:
    assert differ(site(LADDER[tier]()).model) == []
    assert differ(site(LADDER[tier]()).model, loss_first=False) == []


@pytest.mark.parametrize(
    "name", [name for name in MUTATIONS if name not in ("gensets below N", "no battery")]
)
def test_single_faults(name: str) -> None:
    before, after, _ = MUTATIONS[name]
    assert differ(site(tier_four().replace(before, after)).model) == []


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if n % 3 == 0 else pytest.mark.validation) for n, name in enumerate(EVERY)],
)
def test_more_single_faults(name: str) -> None:
    plant, before, after, _ = EVERY[name]
    assert differ(site(plant.replace(before, after)).model) == []


def test_the_plant_with_towers() -> None:
    assert differ(site(PLANT).model) == []


@pytest.mark.parametrize(
    "path", [path for path in SCENARIOS if path.stem in FAST], ids=lambda path: path.stem
)
def test_shipped_scenarios(path: Path) -> None:
    assert differ(read_scenario(path).model) == []


@pytest.mark.validation
@pytest.mark.parametrize(
    "path", [path for path in SCENARIOS if path.stem not in FAST], ids=lambda path: path.stem
)
def test_every_shipped_scenario(path: Path) -> None:
    assert differ(read_scenario(path).model) == []


@pytest.mark.parametrize("first", range(0, 12, 6))
def test_random_sites(first: int) -> None:
    for seed in range(first, first + 6):
        assert differ(site(random_site(seed)).model) == [], seed


@pytest.mark.slow
@pytest.mark.parametrize("first", range(12, 1012, 50))
def test_many_random_sites(first: int) -> None:
    for seed in range(first, first + 50):
        assert differ(site(random_site(seed)).model) == [], seed


def test_a_difference_would_be_seen() -> None:
    """Told that chillers are no cooling, the walk would lose nobody where the core does."""
    model = site(tier_two()).model
    halls = {name: hall.model_copy(update={"cooled_by": ("air",)}) for name, hall in model.halls.items()}
    lines = differ(model, walked=model.model_copy(update={"halls": halls}))
    assert lines == ["two:chillers: ['hall'] in the core, [] in the walk"]


def test_a_step_explained_has_its_story() -> None:
    """The only board goes: all chillers stop with it, the hall stands 3 min, UPS last 5 min at 2.2 MW."""
    scenario = site(tier_two())
    (step,) = [one for one in audit(scenario).steps if one.name == "maintain:board"]
    found = explained(scenario.model, step)
    assert found.lasts is not None
    assert found.lasts.taken == ((Walk(Told(scenario.model).plant).plant.index["board"], 1),)
    (replay,) = found.replays
    assert replay.lost == {"hall"}
    at = {event.kind: (event.time_h - replay.origin_h) * 60.0 for event in replay.events}
    assert at["too-hot"] == pytest.approx(3.0)
    assert at["hall-down"] == pytest.approx(3.0)
    # of three modules of 1.1 MW, 5 min at 3.3 MW, with 2.1 MW on them
    assert at["store-empty"] == pytest.approx(5.0 * 3.3 / 2.1)
