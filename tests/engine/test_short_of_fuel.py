"""Losses that begin while the tank is still being filled: left out where what is in it is enough, and only there."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import pytest

from dcsim.engine.behaviours.gensets.fuelled import Fuelled
from dcsim.engine.behaviours.weather import ClosesRoads
from dcsim.engine.core import Core
from dcsim.engine.short_of_fuel import NOTHING, Burnt, lasts
from dcsim.scenario import scenario_from_text
from tests.engine.by_hand import SETS as SITE_BY_HAND
from tests.engine.by_hand import Row, by_hand, every_period
from tests.engine.test_weather import OFTEN
from tests.engine.two_drivers import Compared, Drivers, a_certificate_for_everything, assert_same, differences

# ---------------------------------------------------------------------- the rule, in numbers

TENTH = Burnt(0.1, 2.0, 100.0)


def test_what_two_losses_burn_is_added_up_until_the_tanks_are_full() -> None:
    """The first is brought by 100; the second, from 99 on, alone by 110. Then 2 h for the first, 6 for the second."""
    after = TENTH.and_then(99.0, Burnt(0.3, 6.0, 110.0))
    assert after == pytest.approx(Burnt(0.4, 8.0, 118.0))
    assert TENTH.and_then(101.0, Burnt(0.3, 6.0, 110.0)) == Burnt(0.3, 6.0, 110.0)
    assert NOTHING.and_then(0.0, TENTH) == TENTH


@pytest.mark.parametrize(
    ("shares", "until", "begins", "found"),
    [
        ((0.5, 0.4), (50, 50), (10, 20), (True, 2)),
        ((0.5, 0.5), (50, 50), (10, 20), (False, 1)),  # not a drop more than all
        ((0.5, 0.5), (19, 50), (10, 20), (True, 1)),  # full before the second begins
        ((0.4, 0.4, 0.4), (30, 31, 60), (10, 20, 40), (False, 2)),  # full from 40.6 on at the earliest
        ((0.4, 0.4, 0.4), (30, 31, 60), (10, 20, 41), (True, 2)),
        ((0.4, 1.5, 0.1), (30, 60, 70), (10, 20, 65), (False, 1)),
    ],
)
def test_how_long_what_is_in_a_tank_lasts(
    shares: tuple[float, ...],
    until: tuple[float, ...],
    begins: tuple[float, ...],
    found: tuple[bool, int],
) -> None:
    """Every hundredth of a tank takes 0.12 h to bring."""
    burnt = [Burnt(share, 12 * share, hour) for share, hour in zip(shares, until, strict=True)]
    assert lasts(begins, [True] * len(begins), burnt.__getitem__) == found


def test_nothing_is_left_out_before_what_goes_through_the_core() -> None:
    burnt = [TENTH, TENTH, TENTH]
    assert lasts([90, 95, 99], [True, True, False], burnt.__getitem__) == (False, 2)
    assert lasts([90, 95, 105], [True, True, False], burnt.__getitem__) == (True, 2)
    assert lasts([90, 95, 99], [True] * 3, burnt.__getitem__, Burnt(0.75, 15.0, 97.0)) == (False, 2)
    assert lasts([90, 95, 99], [True] * 3, burnt.__getitem__, Burnt(0.75, 15.0, 80.0)) == (True, 3)


# ---------------------------------------------------------------------- both drivers, with storms and trucks

SHORT = "usable_m3: 6, litres_per_kwh: 0.25, refill_h: 60"
FUELS = {"short": SHORT, "trucks": f"{SHORT}, lead_h: 4, trucks_per_day: 6, truck_m3: 2"}
SEEDS = (1, 2, 3)


def often(fuel: str) -> Drivers:
    """Sixty losses of a feed a year, storms that close the roads, floods that do so for days; 13 h of fuel."""
    return Drivers(scenario_from_text(OFTEN.replace("FUEL", FUELS[fuel])).model)


def seen(fuel: str) -> list[Compared]:
    drivers = often(fuel)
    return [drivers.compare(10, seed) for seed in SEEDS]


@pytest.mark.parametrize("fuel", FUELS)
def test_both_drivers_see_the_same(fuel: str) -> None:
    with a_certificate_for_everything():
        for found in seen(fuel):
            assert_same(found)
            assert found.is_screened
            assert found.certified > 500
            assert len(found.full.outages) > 20


def test_more_is_left_out_than_with_full_tanks_only(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_certificate_for_everything():
        some = sum(found.kept for found in seen("trucks"))
        monkeypatch.setattr(Fuelled, "topped_up", None)
        assert sum(found.kept for found in seen("trucks")) > 1.1 * some


FAULTS: dict[str, tuple[type, str, object]] = {
    "enough whatever is burnt": (Burnt, "leaves_enough", True),
    "nothing is missing": (Fuelled, "missing_fuel", lambda *_: NOTHING),
    "what was left out burnt nothing": (Burnt, "and_then", lambda self, begin, more: more),
}


def test_closed_roads_are_minded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault planted on purpose: what is missing is on its way at once, whatever closes the roads."""
    missing_fuel = Core.missing_fuel

    def by_open_roads(self: Core) -> Burnt:
        share, hours, _ = missing_fuel(self)
        return Burnt(share, hours, self.now + hours)

    monkeypatch.setattr(Core, "missing_fuel", by_open_roads)
    with a_certificate_for_everything():
        assert any(differences(found) for found in seen("short"))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*FAULTS[fault])
    with a_certificate_for_everything():
        assert any(differences(found) for found in seen("short"))


# ---------------------------------------------------------------------- two tanks, losses by hand

# Each side has its own feed and sets; a tank lasts 2 h and is brought in 20 h, the other 4 h and 60 h.
TWO_TANKS = """
format: 1
site: {name: two tanks}
horizon: {hours: 20000}
grid:
  upstream: {region: {mttf_h: never}}
  feeds: {mains-a: {mttf_h: never, upstream: [region]}, mains-b: {mttf_h: never, upstream: [region]}}
  weather: {storm: {hits: [mains-a], per_year: 1, duration_h: 1, fuel_lead_h: 24}}
power:
  sets-a: {SETS, stable_min: 1, cooldown_min: 20, fuel: {usable_m3: 3, litres_per_kwh: 1, refill_h: 20}}
  sets-b: {SETS, stable_min: 0, cooldown_min: 5, fuel: {usable_m3: 6, litres_per_kwh: 1, refill_h: 60, TRUCKS}}
  board-a: {kind: switchgear, mttf_h: never, transfer: {from: [mains-a, sets-a], delay_s: 2, fail_to_transfer: 0}}
  board-b: {kind: switchgear, mttf_h: never, transfer: {from: [mains-b, sets-b], delay_s: 2, fail_to_transfer: 0}}
  ups-a: {kind: ups, rating_mw: 1.5, battery_min: 5, recharge_min: 5, mttf_h: never, fed_by: [board-a]}
  ups-b: {kind: ups, rating_mw: 1.5, battery_min: 5, recharge_min: 5, mttf_h: never, fed_by: [board-b]}
halls: {hall-a: {it_mw: 1.5, cords: [ups-a]}, hall-b: {it_mw: 1.5, cords: [ups-b]}}
"""
SETS = (
    "kind: genset, count: 2, rating_mw: 1, fail_to_start: 0, mttf_h: never, mttr_h: 1, start_s: 10, sync_s: 0"
)
TRUCKS = "lead_h: 1, trucks_per_day: 24, truck_m3: 0.5"
LASTS_H, REFILL_H = {"a": 2.0, "b": 4.0}, {"a": 20.0, "b": 60.0}


def losses(seed: int) -> dict[str, list[Row]]:
    """A few losses, each before the tank is full again or about then, and one that outlasts what is in it.

    A storm is over before any set has started: it closes the roads and burns nothing.
    """
    rng = random.Random(seed)
    rows: dict[str, list[Row]] = {"region": [], "mains-a": [], "mains-b": [], "storm": []}
    hour = 10.0
    while hour < 19500.0:
        several = rng.choice([1, 2, 2, 3])
        for number in range(several + 1):
            side = rng.choice("ab")
            share = rng.uniform(0.02, 1.2 / several) if number < several else rng.uniform(0.85, 1.3)
            who = rng.choice([f"mains-{side}", f"mains-{side}", "region", "storm"])
            length = 0.002 if who == "storm" else share * LASTS_H[side]
            rows[who].append((hour, length))
            full = share * REFILL_H[side]
            hour += length + max(0.01, rng.choice([rng.uniform(0, 3), full, full * rng.uniform(0.3, 3)]))
        hour += rng.choice([rng.uniform(0, 40), 120.0, 120.0])
    return rows


def seen_by_hand() -> Iterator[Compared]:
    text = TWO_TANKS.replace("SETS", SETS).replace("TRUCKS", TRUCKS)
    for seed in range(4):
        with a_certificate_for_everything():
            yield by_hand(scenario_from_text(text), losses(seed), replications=1)


def test_both_drivers_see_the_same_of_two_tanks() -> None:
    for found in seen_by_hand():
        assert_same(found)
        assert found.certified > 100
        assert len(found.full.outages) > 20


def brought_at_once(self: Burnt, begin: float, more: Burnt) -> Burnt:
    return Burnt(self.share + more.share, self.hours + more.hours, max(self.full_from, more.full_from))


def as_if_alone(self: Burnt, begin: float, more: Burnt) -> Burnt:
    hours = self.hours + more.hours
    return Burnt(self.share + more.share, hours, more.full_from + hours)


OF_TWO_TANKS: dict[str, tuple[type, str, object]] = {
    "what was left out is brought with the rest": (Burnt, "and_then", brought_at_once),
    "the roads are as the last of them leaves them": (Burnt, "and_then", as_if_alone),
    "storms are no matter": (ClosesRoads, "missing_fuel", lambda *_: NOTHING),
}


@pytest.mark.parametrize("fault", OF_TWO_TANKS)
def test_a_fault_planted_in_two_tanks_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*OF_TWO_TANKS[fault])
    assert any(differences(found) for found in seen_by_hand())


# ---------------------------------------------------------------------- nobody comes to repair

# Four sets, two of them needed; of those that did not start at 12 the repair begins at 40, not at once.
NOBODY_COMES = {
    "grid.weather": {"storm": {"hits": ["mains"], "per_year": 1, "duration_h": 1, "crew_delay_h": 30}},
    "power.gensets.count": 4,
    "power.gensets.fail_to_start": 0.3,
    "power.gensets.fuel": {"usable_m3": 3, "litres_per_kwh": 1, "refill_h": 2},
    "power.ups.recharge_min": 5,
}


def seen_while_nobody_comes() -> Compared:
    rows = {"storm": [(10.0, 0.002)], "mains": [(12.0, 0.2), (41.0, 0.2), (120.0, 0.2)]}
    history = {name: every_period(several) for name, several in rows.items()}
    with a_certificate_for_everything():
        return by_hand(scenario_from_text(SITE_BY_HAND).with_values(NOBODY_COMES), history)


def test_a_full_tank_is_not_enough_where_sets_wait_for_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    found = seen_while_nobody_comes()
    assert_same(found)
    assert found.certified > 0
    monkeypatch.setattr(ClosesRoads, "calm_but_for_fuel_from", lambda *_: -math.inf)
    assert differences(seen_while_nobody_comes())
