"""What a run is held against in the field, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dcsim.measures import measure
from dcsim.measures.field import day_long_share, power_share, reported
from dcsim.records import Deviation
from dcsim.scenario import scenario_from_text
from dcsim.study.facts import facts_of
from tests.measures.made import SITE, observed, outage


def test_begun_by_power() -> None:
    """Four outages: a board, a chiller, a part of a split group of chillers, and one that nothing explains."""
    seen = observed(
        [
            outage(0, 10, 11),
            outage(1, 5, 6, "chillers"),
            outage(2, 5, 6, "chillers@a"),
            outage(3, 5, 6, None),
        ],
        beside_power=frozenset({"chillers", "a", "b"}),
    )
    found = power_share(seen)
    assert found.value == pytest.approx(1 / 4)
    assert (found.events, found.n) == (4, 4)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.25 < found.high


def test_a_site_that_cannot_serve_its_demand_as_designed_is_no_failure_of_power() -> None:
    designed = replace(outage(0, 1, 2), initiating=Deviation("board", -1, "design", 1))
    assert power_share(observed([designed, outage(1, 1, 2)])).value == pytest.approx(0.5)


def test_downtime_in_long_outages() -> None:
    """30 h of 30 + 10 + 24 h: an outage of exactly a day is not longer than one."""
    seen = observed([outage(0, 0, 30), outage(1, 100, 110), outage(2, 50, 74)])
    found = day_long_share(seen)
    assert found.value == pytest.approx(30 / 64)
    assert found.events == 1
    assert "fewer than 100" in str(found.note)
    assert found.low == 0.0
    assert found.high == 1.0


def test_where_none_is_long_there_is_no_interval() -> None:
    found = day_long_share(observed([outage(0, 0, 3), outage(1, 0, 4)]))
    assert (found.value, found.low, found.high, found.note) == (0.0, None, None, "none was longer than 24 h")


def test_without_an_outage_nothing_is_said() -> None:
    estimates = measure(observed([]))
    assert estimates["power_outage_share"].note == "no outage seen"
    assert estimates["day_long_downtime_share"].note == "no outage seen"


def test_what_is_beside_power() -> None:
    """Halls, cooling, and interruptions that hit nothing else."""
    changes = {
        "cooling.chillers": {"kind": "chiller", "rating_mw_th": 10, "draw_mw": 1, "fed_by": ["board"]},
        "halls.a.cooled_by": ["chillers"],
        "grid.interruptions.water": {"hits": ["chillers"], "per_year": 1, "duration_h": 1},
        "grid.interruptions.flood": {"hits": ["chillers", "east"], "per_year": 1, "duration_h": 1},
    }
    model = scenario_from_text(SITE, "made.yaml").with_values(changes).model
    assert facts_of(model).beside_power == {"a", "b", "chillers", "water"}


def test_what_operators_report_has_its_source() -> None:
    figures = reported()
    assert {name: figure.value for name, figure in figures.items()} == {
        "outages_per_year": 0.252,
        "serious_outages_per_year": 0.0227,
        "power_outage_share": 0.54,
    }
    assert all("Uptime" in figure.source for figure in figures.values())
