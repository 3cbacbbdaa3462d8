"""Failures that begin when a certified stretch is over and the site is not at rest yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dcsim.engine.certify import apply, followed
from dcsim.engine.intervals import Floats
from dcsim.scenario import read_scenario, scenario_from_text
from dcsim.scenario.model import ScenarioModel
from tests.engine.by_hand import PERIOD_H, PERIODS, REPLICATIONS, Row, Story, by_hand
from tests.engine.made import MINUTE
from tests.engine.test_failures_beside import LOST, SITE
from tests.engine.test_identity_by_hand import assert_outages
from tests.engine.two_drivers import (
    Drivers,
    a_certificate_for_everything,
    assert_same,
    at_rates,
    compare,
    differences,
    replications,
)

SCENARIOS = Path(__file__).parents[2] / "scenarios"

# A sag drops one of two chillers for three hours, the other lives on a UPS. Either of them will do, and either of two
# pumps. Without a chiller the hall lasts 8 min.
CHILLERS = """
format: 1
site: {name: one chiller stands for hours}
horizon: {hours: 6000}
grid: {feeds: {mains: {mttf_h: never}}, sags: {per_year: 1}}
power:
  board: {kind: switchgear, mttf_h: never, fed_by: [mains]}
  ups: {kind: ups, rating_mw: 2, battery_min: 5, recharge_min: 60, mttf_h: never, fed_by: [board]}
cooling:
  chillers: {kind: chiller, count: 2, rating_mw_th: 1, mttf_h: never, mttr_h: 5, restart_min: 180, fail_to_restart: 0,
             drops_at_sag: true, split: {board: 1, ups: 1}}
  pumps: {kind: pump, count: 2, rating_mw_th: 1, mttf_h: never, mttr_h: 5, fail_to_restart: 0, fed_by: [board]}
halls: {hall: {it_mw: 1, cords: [ups], cooled_by: [chillers, pumps], heat_per_it: 1, ride_through_min: 8,
               recovery_min: 5}}
"""
HOT = 8 * MINUTE


def sags(*hours: float) -> list[Row]:
    return [(hour, 1e4) for hour in hours]


STORIES = {
    # At rest three hours after the sag. A pump that is out for longer; three one after the other, of which the last
    # is; a chiller that fails when the other is back.
    "no difference": Story(
        {
            "sags": sags(10, 100, 200),
            "pumps": [(12, 10, 0), (101.5, 0.5, 0), (102.2, 0.3, 1), (102.9, 8, 0)],
            "chillers": [(203.1, 5, 1)],
        },
        certified=3,
        kept=0,
        site=CHILLERS,
    ),
    # At 12 the chiller that runs fails, and the other is back at 13.
    "a difference": Story(
        {"sags": sags(10, 200), "chillers": [(12, 10, 1)]},
        [(12 + HOT, 13)],
        certified=1,
        kept=2,
        site=CHILLERS,
    ),
    "the second makes a difference": Story(
        {"sags": sags(10, 200), "pumps": [(11.5, 0.2, 0)], "chillers": [(12, 10, 1)]},
        [(12 + HOT, 13)],
        certified=1,
        kept=3,
        site=CHILLERS,
    ),
    "one of two that overlap makes a difference": Story(
        {"sags": sags(10, 200), "pumps": [(11.5, 1, 0)], "chillers": [(12, 10, 1)]},
        [(12 + HOT, 13)],
        certified=1,
        kept=2,
        site=CHILLERS,
    ),
    # The chiller stands until 15.5: the pump between the sags goes through the core with them.
    "a sag after that": Story(
        {"sags": sags(10, 12.5, 200), "pumps": [(12, 0.2, 0)]},
        certified=1,
        kept=3,
        site=CHILLERS,
    ),
}


def differ(name: str) -> list[str]:
    with a_certificate_for_everything():
        return differences(STORIES[name].compare())


@pytest.mark.parametrize("name", STORIES)
def test_by_hand(name: str) -> None:
    story = STORIES[name]
    with a_certificate_for_everything():
        found = story.compare()
    assert_same(found)
    periods = [period * PERIOD_H for period in range(PERIODS)] * REPLICATIONS
    assert_outages(found, [(at + start, at + end) for at in periods for start, end in story.outages or ()])
    times = PERIODS * REPLICATIONS
    assert (found.certified, found.kept) == ((story.certified or 0) * times, (story.kept or 0) * times)


@pytest.mark.parametrize(("sag", "kept"), [(5990.0, 0), (5998.0, 2)])
def test_a_failure_that_lasts_until_the_end(sag: float, kept: int) -> None:
    """If the chiller is not back by then, all goes through the core; what is then in repair is as new at hour 0."""
    with a_certificate_for_everything():
        found = by_hand(
            scenario_from_text(CHILLERS), {"sags": sags(0.5, sag), "pumps": [(sag + 1, 100, 0)]}, 20
        )
    assert_same(found)
    assert found.kept == 20 * kept


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each quiet stretch that begins before the site is at rest, whether it is borne."""
    found: list[bool] = []

    def noted(*stretch: Any) -> bool:
        found.append(bears(*stretch))
        return found[-1]

    monkeypatch.setattr(followed, "_bears", noted)
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_drawn(seed: int, said: list[bool]) -> None:
    """Chillers that did not restart after sags and losses, and failures of all that there is meanwhile."""
    with a_certificate_for_everything():
        assert_same(compare(scenario_from_text(SITE.format(**LOST)), 10, seed))
    assert sum(said) > 10
    assert not all(said)


def with_restarts_that_fail(model: ScenarioModel) -> ScenarioModel:
    """A site where all fails eight times as often and one restart of 33 fails, with repairs that take twice as long."""
    model = at_rates(model, 8)
    cooling: dict[str, Any] = {}
    for name, group in model.cooling.items():
        repair = group.mttr_h and group.mttr_h.scaled(2)
        cooling[name] = group.model_copy(update={"fail_to_restart": 0.03, "mttr_h": repair})
    return model.model_copy(update={"cooling": cooling})


@pytest.mark.slow
@pytest.mark.parametrize("name", ["thai-nguyen-finished", "thai-nguyen", "binh-duong", "qtsc"])
def test_shipped_where_restarts_fail(name: str, said: list[bool]) -> None:
    scenario = read_scenario(SCENARIOS / f"{name}.yaml")
    model = with_restarts_that_fail(scenario.model)
    with a_certificate_for_everything():
        assert_same(Drivers(model, scenario.replays).compare(replications(model, 30), seed=1))
    assert sum(said) > 20
    assert not all(said)


# ---------------------------------------------------------------------- each of the two questions is asked

bears = followed._bears
followed_from = followed.followed_from


def nobody_follows(*block: Any) -> Floats:
    """What comes after the first that is borne is not looked at."""
    stretches, *_ = block
    start = stretches.replication * (stretches.horizon_h + 1.0) + stretches.start
    found = followed_from(*block)
    return np.asarray(np.where(found > np.append(start[1:], np.inf), np.inf, found))


FAULTS: dict[str, tuple[str, object, str, Callable[..., Any]]] = {
    "whatever is quiet is borne": (
        "a difference",
        followed,
        "_bears",
        lambda course, records, s, later: bool(s.quiet[later]),
    ),
    "what is borne is followed by nothing": (
        "the second makes a difference",
        apply,
        "followed_from",
        nobody_follows,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    story, place, name, wrong = FAULTS[fault]
    assert not differ(story)
    monkeypatch.setattr(place, name, wrong)
    assert differ(story)
