"""Losses that begin while the tank is still being filled: left out where what is in it is enough, and only there."""

from __future__ import annotations

import pytest

from dcsim.engine.behaviours.gensets.fuelled import Fuelled
from dcsim.engine.core import Core
from dcsim.engine.short_of_fuel import NOTHING, Burnt, lasts
from dcsim.scenario import scenario_from_text
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
