"""What is random in a scenario, and the facts measures take from it."""

from __future__ import annotations

import pytest

from dcsim.scenario import scenario_from_text
from dcsim.scenario.repairs import longest_repair_h
from dcsim.study.chance import is_random, year_names

FIXED = """
format: 1
site: {name: Fixed, target: III, it_recovery_h: 0}
horizon: {hours: 1000}
grid:
  feeds:
    east: {mttf_h: {law: fixed, value: 90}, mttr_h: {law: fixed, value: 10}}
power:
  board: {kind: switchgear, fed_by: [east], mttf_h: never}
halls:
  a: {it_mw: 1, cords: [board]}
"""


def model(**changes: object):
    values = {path.replace("__", "."): value for path, value in changes.items()}
    return scenario_from_text(FIXED, "fixed.yaml").with_values(values).model


def test_fixed_laws_are_not_random():
    assert not is_random(model())


@pytest.mark.parametrize(
    "changes",
    [
        {"grid.feeds.east.mttf_h": 90},
        {"grid.feeds.east.mttr_h": 10},
        {"power.board.failures_per_year": 0.1, "power.board.mttf_h": None},
        {"grid.interruptions.cut": {"hits": "all", "per_year": 1, "duration_h": 2}},
        {"grid.interruptions.cut": {"hits": "all", "at_h": [5], "duration_h": {"mean": 2, "cv": 1}}},
    ],
    ids=["life", "repair", "calendar", "rate", "length"],
)
def test_one_random_thing_is_enough(changes):
    assert is_random(model(**changes))


def test_given_times_are_not_random():
    assert not is_random(model(grid__interruptions={"cut": {"hits": "all", "at_h": [5], "duration_h": 2}}))


def test_longest_repair_counts_only_what_fails():
    assert longest_repair_h(model()) == 10.0
    assert longest_repair_h(model(power__board__mttr_h=500)) == 10.0
    assert longest_repair_h(model(grid__feeds__east__mttr_h="never")) == float("inf")


def test_year_names():
    from_january = {"horizon.hours": None, "horizon.years": 2.5, "horizon.start": "2030-01-01"}
    assert year_names(model(**from_january)) == ("2030", "2031")
    assert year_names(model(**{**from_january, "horizon.start": "2030-07-01"})) == ("1", "2")
    assert year_names(model(**{**from_january, "horizon.years": 101})) == ()
    assert year_names(model()) == ()
