"""Phases and gates: which unit comes and goes with which phase, how late each may be, what the library says."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dcsim.laws import Law, fixed
from dcsim.scenario import check_scenario, scenario_from_data, scenario_from_text
from dcsim.scenario.phasing import TooMany, assigned, comings

PHASED = """\
format: 1
site: {name: Small site, target: II}
horizon: {start: 2028-01-01, years: 10}
grid:
  feeds:
    east: {mttf_h: 4000, mttr_h: 2}
power:
  sets: {kind: genset, count: 6, rating_mw: 2}
  board: {kind: switchgear, transfer: {from: [east, sets]}}
  ups: {kind: ups, count: 2, rating_mw: 1, fed_by: [board]}
  ups-b: {kind: ups, count: 2, rating_mw: 1, fed_by: [board]}
  pdu: {kind: pdu, count: 4, split: {ups: 2, ups-b: 2}}
halls:
  hall-1: {it_mw: 1, cords: [ups]}
  hall-2: {it_mw: 1, cords: [pdu]}
gates:
  land: {late: {probability: 0.5, by_months: {median: 9, sigma: 0.9}}}
  grid-110: {gates: [land], late: never, slack_months: 3}
phases:
  three: {ready: 2032-01-01, gates: [grid-110], takes_months: 20, brings: {sets: 1, pdu: 1}, retires: {sets: 2}}
  two: {ready: 2030-01-01, gates: [land], brings: {sets: 2, pdu: {ups-b: 1}, hall-2: all}, late: {probability: 0.4, by_months: 6}}
  one: {ready: 2028-01-01, late: never}
variants:
  early: {phases: {two: {ready: 2029-01-01}}}
  one-stage: {phases: null, gates: null}
"""


def test_units_come_by_planned_date_and_the_oldest_go() -> None:
    """Six sets: three from the start, two with `two` (2030), one with `three` (2032), which retires the oldest
    two. Four PDUs, two on each UPS: `two` brings one on ups-b; `three` brings one where most are left, on ups.
    """
    found = comings(scenario_from_text(PHASED).model)
    assert list(found) == ["sets", "pdu", "hall-2"]
    assert found["sets"] == (
        (None, "three"), (None, "three"), (None, None), ("two", None), ("two", None), ("three", None)
    )  # fmt: skip
    assert found["pdu"] == ((None, None), ("three", None), (None, None), ("two", None))
    assert found["hall-2"] == (("two", None),)


def test_all_is_what_no_earlier_phase_brings_and_phases_of_one_date_follow_the_file() -> None:
    assert assigned({None: 3}, [("a", 1, None), ("b", "all", None)]) == (
        ("a", None), ("b", None), ("b", None)
    )  # fmt: skip
    later = scenario_from_text(PHASED).with_values({"phases.three.ready": "2030-01-01"}).model
    # `three` is now first of two on one day: its set comes before those of `two`
    assert [come for come, _ in comings(later)["sets"]] == [None, None, None, "three", "two", "two"]


def test_what_a_phase_brings_it_does_not_retire() -> None:
    """One set is there; the phase brings two and retires all that are there: the one."""
    assert assigned({None: 3}, [("a", 2, "all")]) == ((None, "a"), ("a", None), ("a", None))


def test_lateness_is_by_months_or_a_share_of_the_time_it_takes() -> None:
    model = scenario_from_text(PHASED).model
    assert model.gates["land"].own_lateness == (0.5, Law("lognormal", math.log(9), 0.9))
    assert model.gates["grid-110"].own_lateness == (0.0, fixed(0.0))
    assert model.phases["one"].own_lateness == (0.0, fixed(0.0))
    assert model.phases["two"].own_lateness == (0.4, fixed(6.0))
    # the library: late with 0.9 by a share of median 0.2958, sigma 0.7, here of 20 months
    probability, law = model.phases["three"].own_lateness
    assert probability == 0.9
    assert (law.kind, law.second) == ("lognormal", 0.7)
    assert math.exp(law.first) == pytest.approx(0.2958 * 20)


@pytest.mark.parametrize(
    ("path", "value", "row"),
    [
        ("phases.three.late.probability", 0.9, "delay_probability"),
        ("phases.three.late.overrun.median", 0.2958, "delay_overrun_median"),
        ("phases.three.late.overrun.sigma", 0.7, "delay_overrun_sigma"),
        ("phases.three.early_life.multiplier", 3.0, "early_life_failure_multiplier"),
        ("phases.three.early_life.months", 12.0, "early_life_decay"),
    ],
)
def test_what_a_phase_leaves_out_comes_from_the_library(path: str, value: float, row: str) -> None:
    site = scenario_from_text(PHASED)
    found: object = site.data
    for part in path.split("."):
        found = found[part]  # type: ignore[index]
    origin = site.origins[tuple(path.split("."))]
    assert (found, origin.kind, origin.detail) == (value, "library", row)
    assert origin.source


def test_a_phase_takes_as_long_as_the_library_says() -> None:
    site = scenario_from_text(PHASED.replace("takes_months: 20, ", ""))
    assert site.model.phases["three"].takes_months == 15
    assert "takes_months" not in site.data["phases"]["one"]  # type: ignore[index]


def test_variants_and_single_values_move_phases() -> None:
    site = scenario_from_text(PHASED)
    assert str(site.variant("early").model.phases["two"].ready) == "2029-01-01"
    moved = site.with_values({"phases.two.ready": "2031-01-01", "phases.two.brings.sets": 1}).model
    assert (str(moved.phases["two"].ready), moved.phases["two"].brings["sets"]) == ("2031-01-01", 1)
    finished = site.variant("one-stage").model
    assert (finished.phases, finished.gates) == ({}, {})


def test_a_complete_scenario_reads_as_itself() -> None:
    site = scenario_from_text(PHASED)
    assert scenario_from_data(site.data).data == site.data


def test_what_usable_capacity_keeps_follows_from_the_target() -> None:
    site = scenario_from_text(PHASED)
    assert site.model.keeps == "N+1"  # Tier II
    assert site.with_values({"site.target": "I"}).model.keeps == "N"
    assert site.with_values({"site.target": {"availability": 0.999}}).model.keeps == "maintainable"
    assert site.with_values({"planning": {"keeps": "N+2"}}).model.keeps == "N+2"


def test_the_example_of_the_page_is_without_fault(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text(encoding="utf-8")
    (text,) = (part for part in re.findall(r"```yaml\n(.*?)```", page, re.S) if "\nphases:" in part)
    file = tmp_path / "page.yaml"
    file.write_text(text)
    site = check_scenario(file)
    assert site.variants == ("land-is-there", "late-a-year", "finished")
    assert site.variant("late-a-year").model.phases["two"].own_lateness == (1.0, fixed(12.0))
    assert not site.variant("finished").model.phases


MOVES = st.lists(
    st.tuples(st.sampled_from(["brings", "retires"]), st.integers(1, 4) | st.just("all")), max_size=6
)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), MOVES)
def test_units_are_conserved_whatever_phases_bring_and_retire(
    split: list[int], moves: list[tuple[str, int | str]]
) -> None:
    """Each phase gets as many as it asks for, or it is said that there are too few; nothing goes before it
    comes, and on each input those from the start are the first and the others follow in order of phases.
    """
    by_input: dict[str | None, int] = {f"bus-{i}": units for i, units in enumerate(split)}
    wanted: list[tuple[str, Any, Any]] = [
        (f"p{i}", units if kind == "brings" else None, units if kind == "retires" else None)
        for i, (kind, units) in enumerate(moves)
    ]
    try:
        found = assigned(by_input, wanted)
    except TooMany:
        return  # how many is tried by hand, in the invalid cases
    assert len(found) == sum(split)
    for phase, brings, retires in wanted:
        if isinstance(brings, int):
            assert sum(come == phase for come, _ in found) == brings
        if isinstance(retires, int):
            assert sum(go == phase for _, go in found) == retires
    order = [None, *(phase for phase, _, _ in wanted)]
    assert all(go is None or order.index(come) < order.index(go) for come, go in found)
    first = 0
    for units in split:
        comes = [order.index(come) for come, _ in found[first : first + units]]
        assert comes == sorted(comes)
        first += units
