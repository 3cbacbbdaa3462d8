"""Failures beside a certified stretch that make no difference to it, and those that do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from dcsim.engine.behaviours.base import Beside
from dcsim.engine.certify import course
from dcsim.engine.certify.course import Course
from dcsim.scenario import scenario_from_text
from tests.engine.two_drivers import a_certificate_for_everything, assert_same, compare, differences

SITE = """
format: 1
site: {{name: beside}}
horizon: {{years: 1}}
grid: {{feeds: {{mains: {{failures_per_year: 150, mttr_h: 0.5}}}}, sags: {{per_year: 50}}}}
power:
  gensets: {{kind: genset, count: 2, rating_mw: 6, needed: 1, confirm_s: 5, start_s: 10, sync_s: 2, fail_to_start: 0,
    mttf_h: never, mttr_h: 9, failures_per_year: 0, stable_min: 1, cooldown_min: 1}}
  board-a: {{kind: switchgear, failures_per_year: 0, mttr_h: 9, transfer: {{from: [mains, gensets], delay_s: 1, fail_to_transfer: 0}}}}
  board-b: {{kind: switchgear, failures_per_year: 0, mttr_h: 9, {board_b}}}
  ups-a: {{kind: ups, count: 2, rating_mw: 2, failures_per_year: {ups}, mttr_h: 8, battery_min: 10, recharge_min: 60, fed_by: [board-a]}}
  ups-b: {{kind: ups, count: 3, rating_mw: 2, failures_per_year: {ups}, mttr_h: 8, battery_min: 10, recharge_min: 60, fed_by: [board-b]}}
cooling:
  chillers: {{kind: chiller, count: 4, rating_mw_th: 2, draw_mw: 0.1, restart_min: 2, drops_at_sag: true,
    fail_to_restart: {lost}, failures_per_year: {fails}, mttr_h: 8, fed_by: [board-a]}}
halls: {{h: {{it_mw: 2, cords: [ups-a, ups-b], cooled_by: [chillers], heat_per_it: 1, ride_through_min: 30}}}}
"""
ON_BOTH = "transfer: {from: [mains, gensets], delay_s: 1, fail_to_transfer: 0}"
OFTEN = {"board_b": ON_BOTH, "ups": 20, "fails": 10, "lost": 0.0}
ON_ONE = OFTEN | {"board_b": "fed_by: [mains]", "ups": 200}
"""Without the mains half of the UPS lives on batteries: then the other half must be whole."""
LOST = OFTEN | {"lost": 0.2, "fails": 100}


@pytest.fixture
def borne(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What certificates say of failures beside them."""
    found: list[bool] = []
    bears = Course.bears

    def noted(*asked: Any) -> bool:
        found.append(bears(*asked))
        return found[-1]

    monkeypatch.setattr(Course, "bears", noted)
    return found


def differ(values: dict[str, Any], seed: int = 1) -> list[str]:
    with a_certificate_for_everything():
        return differences(compare(scenario_from_text(SITE.format(**values)), 3, seed))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("values", [OFTEN, ON_ONE, LOST], ids=["harmless", "one half on batteries", "lost"])
def test_both_drivers_agree(values: dict[str, Any], seed: int, borne: list[bool]) -> None:
    with a_certificate_for_everything():
        found = compare(scenario_from_text(SITE.format(**values)), 3, seed)
    assert_same(found)
    assert sum(borne) > 10
    assert found.kept < 0.6 * (found.kept + found.certified)


def test_some_make_a_difference(borne: list[bool]) -> None:
    assert not differ(ON_ONE)
    assert not all(borne)


def taken_by_nobody(self: Course, *asked: Any) -> bool:
    return bears(replace(self, taken=frozenset(), _known={}), *asked)


bears = Course.bears
FAULTS: dict[str, tuple[dict[str, Any], tuple[object, str, Callable[..., Any]]]] = {
    "records are not compared": (ON_ONE, (course, "is_the_same", lambda *asked: True)),
    "a unit fails where another did not come back": (LOST, (Course, "bears", taken_by_nobody)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    values, (owner, name, replacement) = FAULTS[fault]
    monkeypatch.setattr(owner, name, replacement)
    assert any(differ(values, seed) for seed in (1, 2, 3))


SKID = """
format: 1
site: {name: What goes with its assembly}
horizon: {years: 1}
grid: {feeds: {mains: {mttf_h: never}}}
power:
  board-a: {kind: switchgear, mttf_h: 300, mttr_h: 3, assembly: skid, fed_by: [mains]}
  z-1: {kind: transformer, rating_mw: 5, mttf_h: never, mttr_h: 3, assembly: skid, fed_by: [mains]}
  z-2: {kind: transformer, rating_mw: 5, mttf_h: 1000, mttr_h: 3, fed_by: [mains]}
  board-b: {kind: switchgear, mttf_h: never, fed_by: [z-1, z-2]}
  ups: {kind: ups, count: 2, rating_mw: 2, battery_min: 50, recharge_min: 50, mttf_h: never, fed_by: [board-b]}
  mech: {kind: switchgear, mttf_h: never, transfer: {from: [board-a, board-b], delay_s: 5, fail_to_transfer: 0.1}}
cooling:
  chillers: {kind: chiller, count: 6, rating_mw_th: 0.3, mttf_h: never, mttr_h: 4, fail_to_restart: 0.1,
    restart_min: {law: uniform, low: 2, high: 8}, fed_by: [mech]}
halls: {hall: {it_mw: 1, cords: [ups], cooled_by: [chillers], ride_through_min: 30}}
"""


def test_what_happens_at_once_is_not_beside() -> None:
    """The transformer goes with the board, by name the last: restarts are drawn in the episode of the transformer."""
    with a_certificate_for_everything():
        found = compare(scenario_from_text(SKID), 20, 1)
    assert_same(found)
    assert found.kept > 100


# ---------------------------------------------------------------------- clause by clause


class Records:
    """Keys of 3 units, of one node, above 10 demand levels; what is told of a state depends on one of them."""

    class layout:
        level = 1

        @staticmethod
        def units_in(key: int, node: int) -> int:
            """Tens are those of the first node; any other has one."""
            return key // 10 if node == 0 else 1

    plant = SimpleNamespace(cooler_at={})
    spare = SimpleNamespace(get=lambda key: SimpleNamespace(nodes=frozenset()))
    by_key: dict[int, object] = {}
    same, other = object(), object()

    def __init__(self, worse: int = -1, sagged: int = -1, lost: int = -1) -> None:
        self.worse, self.sags, self.lost = worse, sagged, lost

    @staticmethod
    def level_of(demand_w: tuple[int, ...]) -> int:
        """The first of a demand is the number of its level."""
        return demand_w[0]

    def judge(self, key: int) -> object:
        return self.other if key == self.worse else self.same

    def sagged(self, key: int) -> bool:
        return key == self.sags

    def static_loss(self, key: int) -> bool:
        return key == self.lost


UNIT = Beside(0, "fans", 10, 10)


def course_of_two(**changes: Any) -> Course:
    """Through the states of 30 and 20, at whatever level."""
    plain: dict[str, Any] = {
        "demand_w": (4,),
        "states": frozenset({20, 30}),
        "asked": {30: frozenset({("sagged", ())})},
        "static": frozenset({30}),
        "taken": frozenset(),
        "untouched": True,
    }
    return Course(**(plain | changes))


def asked(what: Course, records: Records, failed: Sequence[Beside] = (UNIT,)) -> bool:
    return what.bears(records, failed)  # type: ignore[arg-type]


def test_what_changes_nothing_is_borne_at_any_level_of_demand() -> None:
    assert asked(course_of_two(), Records())


@pytest.mark.parametrize(
    "records",
    [Records(worse=24), Records(worse=14), Records(sagged=24), Records(lost=24)],
    ids=["a state", "another", "an answer", "the second clock"],
)
def test_one_difference_is_enough(records: Records) -> None:
    assert not asked(course_of_two(), records)


@pytest.mark.parametrize(
    "changes",
    [{"taken": frozenset({"fans"})}, {"untouched": False}],
    ids=["taken out whole, or not restarted", "not to be touched"],
)
def test_what_bears_nothing(changes: dict[str, Any]) -> None:
    assert not asked(course_of_two(**changes), Records())


def test_of_several_failures_each_set_is_looked_at() -> None:
    two = (UNIT, UNIT._replace(node=1, units=3, static_units=3))
    assert asked(course_of_two(), Records(), two)
    assert not any(asked(course_of_two(), Records(worse=key), two) for key in (24, 31, 21, 14, 11))
    assert asked(course_of_two(), Records(worse=4), two)


def test_no_more_units_fail_than_are_up() -> None:
    """In 20 two are: a third would be taken from whatever stands beside them in the key."""
    assert asked(course_of_two(), Records(), (UNIT, UNIT))
    assert not asked(course_of_two(), Records(), (UNIT, UNIT, UNIT))


@pytest.mark.parametrize("changes", [{"asked": {6: frozenset({("sagged", ())})}}, {"static": frozenset({6})}])
def test_no_more_units_fail_than_are_up_where_something_is_asked(changes: dict[str, Any]) -> None:
    """In 6 none is, and none of its states says so."""
    assert not asked(course_of_two(**changes), Records())


def test_what_is_borne_is_known_by_all_that_fails() -> None:
    """Two failures of one node that do not take the same are two questions."""
    what, records = course_of_two(), Records(worse=4)
    assert asked(what, records)
    assert not asked(what, records, (UNIT._replace(units=20),))
    assert asked(what, records)
