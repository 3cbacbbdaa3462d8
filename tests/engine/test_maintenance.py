"""Planned maintenance: stories worked out by hand, and the mixture that has an exact answer.

Works of two units in turn, once a year each, are due in the middle of the halves of a year: at 2,190 h on
unit 0 and at 6,570 h on unit 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import dcsim
from dcsim import exact
from dcsim.engine.intervals import Intervals
from dcsim.engine.service import Service
from dcsim.scenario import scenario_from_text

from .dependent_sites import NOBODY, distance, drawn, listed, shortages, site
from .made import happened, run
from .test_dependent import machine

Out = list[tuple[int, float, float]]
NEVER = "mttf_h: never"


def out(rows: Mapping[Any, Intervals], name: str = "a") -> dict[tuple[bool, bool], Out]:
    """When units that had not failed were out: by whether after a repair, and until a failure."""
    return {key[1:]: listed(one) for key, one in rows.items() if key[0] == name and isinstance(key, tuple)}


def maintained(life: str, more: str = "", years: float = 1, service: Service = NOBODY) -> Any:
    text = f"a: {life}, count: 2, maintenance: {{hours: 48{more}}}"
    return drawn(site(text, years=years), service=service)


def life(life_h: float, repair_h: float) -> str:
    return machine("a", life_h, repair_h, "needed: 1").removeprefix("a: ")


def test_each_unit_in_turn() -> None:
    expected = [(0, 2190, 2238), (1, 6570, 6618), (0, 10950, 10998), (1, 15330, 15378)]
    assert out(maintained(NEVER, years=2))[False, False] == expected


def test_twice_a_year_and_every_second_year() -> None:
    rows = out(maintained(NEVER, ", per_year: 2"))[False, False]
    assert [(unit, start) for unit, start, _ in rows] == [(0, 1095), (1, 3285), (0, 5475), (1, 7665)]
    rows = out(maintained(NEVER, ", per_year: 0.5", years=4))[False, False]
    assert [(unit, start) for unit, start, _ in rows] == [(0, 4380), (1, 13140), (0, 21900), (1, 30660)]


def test_a_season() -> None:
    """February is hours 744 to 1,416; its quarters end at 912 and 1,248."""
    rows = out(maintained(NEVER, ", months: [2]", years=2))[False, False]
    assert rows == [(0, 912, 960), (1, 1248, 1296), (0, 9672, 9720), (1, 10008, 10056)]


def test_a_season_over_the_turn_of_the_year() -> None:
    """December and January have 1,488 h: works 372 h after they begin, on 16 December, and 372 before they end.

    The season of the year before the horizon has its second half in the first January: at 744 - 372 h.
    """
    rows = out(maintained(NEVER, ", months: [12, 1]"))[False, False]
    assert [(unit, start) for unit, start, _ in rows] == [(1, 372), (0, 8016 + 372)]


def test_put_off_while_another_is_down() -> None:
    """Both are down from 2,100 to 2,300; unit 0 is due at 2,190 and taken when unit 1 is up again."""
    rows = maintained(life(2100, 200))
    assert out(rows)[False, False][0] == (0, 2300, 2348)


def test_put_off_beyond_the_season_works_lapse() -> None:
    """Down from 800 to 5,800, and from 6,600 to 11,600: never up in February."""
    assert out(maintained(life(800, 5000), ", months: [2]", years=1.5)) == {
        (a, b): [] for a in (False, True) for b in (False, True)
    }


def test_whatever_its_state() -> None:
    """Not put off: repaired at 2,200 the unit is still out until 2,238; failing at 2,200 it is down from then.

    Repaired at 2,210 it is out again, until its works end.
    """
    rows = out(maintained(life(2100, 100), ", unless_degraded: false"))
    assert rows[True, False][0] == (0, 2200, 2238)
    rows = out(maintained(life(2200, 10), ", unless_degraded: false"))
    assert rows[False, True][0] == (0, 2190, 2200)
    assert rows[True, False][0] == (0, 2210, 2238)
    rows = out(maintained(life(2100, 200), ", unless_degraded: false"))
    assert all(start > 2238 for several in rows.values() for _, start, _ in several)


def test_called_back_when_another_fails() -> None:
    """Unit 0 came at 100 and would fail at 2,300; unit 1 fails at 2,200, while 0 is out: it is back at 2,204."""
    service = Service({"a": np.array([[100.0, 0.0]])}, {})
    rows = maintained(life(2200, 10), ", recall_h: 4", service=service)
    assert out(rows)[False, False][0] == (0, 2190, 2204)
    rows = maintained(life(2200, 10), service=service)
    assert out(rows)[False, False][0] == (0, 2190, 2238)


def grid_out(*spans: tuple[float, float]) -> Intervals:
    n = len(spans)
    start, end = np.array(spans, float).T
    return Intervals(np.zeros(n, np.int64), start, end, np.zeros(n, np.int64), np.arange(n, dtype=np.uint64))


def test_not_while_a_feed_is_out() -> None:
    """Feeds are out from 2,100 to 2,150, and overlapping from 2,180 to 2,220: unit 0 waits from 2,190 to 2,220."""
    text = f"a: {NEVER}, count: 2, maintenance: {{hours: 48}}"
    gone = grid_out((2100, 2150), (2180, 2200), (2195, 2220))
    assert out(drawn(site(text), grid_out=gone))[False, False] == [(0, 2220, 2268), (1, 6570, 6618)]
    whatever = site(text.replace("48", "48, unless_grid_out: false"))
    assert out(drawn(whatever, grid_out=gone))[False, False] == [(0, 2190, 2238), (1, 6570, 6618)]


def test_called_back_when_a_feed_goes() -> None:
    """The feed goes at 2,200, ten hours after the works began; four hours later the unit is back."""
    text = f"a: {NEVER}, count: 2, maintenance: {{hours: 48, recall_h: 4}}"
    rows = drawn(site(text), grid_out=grid_out((2200, 2300)))
    assert out(rows)[False, False][0] == (0, 2190, 2204)


def test_a_lost_feed_of_a_whole_run_puts_works_off() -> None:
    """The utility works on the only feed from 2,180 to 2,200: the board is taken out for 8 h after that."""
    text = """
horizon: {years: 1}
grid:
  feeds: {mains: {mttf_h: never}}
  interruptions: {works: {hits: [mains], at_h: [2180], duration_h: 20}}
power:
  gensets: {kind: genset, count: 1, rating_mw: 2, fail_to_start: 0, mttf_h: never, start_s: 0}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [mains, gensets], delay_s: 0, fail_to_transfer: 0}}
  ups: {kind: ups, count: 2, rating_mw: 2, battery_min: 5, recharge_min: 60, mttf_h: never, fed_by: [board],
        maintenance: {hours: 8}}
halls: {hall: {it_mw: 1, cords: [ups]}}
"""
    events = happened(run(text), "in-maintenance", "maintained")
    assert events[:2] == [(2200, "in-maintenance", 0), (2208, "maintained", 0)]
    early = happened(run(text.replace("hours: 8", "hours: 8, unless_grid_out: false")), "in-maintenance")
    assert early[0] == (2190, "in-maintenance", 0)


def test_an_error_at_the_end_is_a_failure() -> None:
    rows = maintained(NEVER, ", error: {probability: 1, repair_h: 12}")
    assert out(rows)[False, True] == [(0, 2190, 2238), (1, 6570, 6618)]
    assert listed(rows["a"]) == [(0, 2238, 2250), (1, 6618, 6630)]


def test_never_two_at_a_time_on_the_site() -> None:
    """Both groups are due at 2,190: b waits for a. Where they do not mind each other both begin."""
    both = [f"{name}: count: 2, {NEVER}, maintenance: {{hours: 48}}" for name in ("a", "b")]
    rows = drawn(site(*both))
    assert out(rows, "b")[False, False] == [(0, 2238, 2286), (1, 6618, 6666)]
    apart = [text.replace("48}", "48, one_at_a_time: false}") for text in both]
    assert out(drawn(site(*apart)), "b")[False, False] == [(0, 2190, 2238), (1, 6570, 6618)]


def test_who_stands_by_takes_over_for_the_time() -> None:
    """Cold, 3,000 h of use each. 0 is used until 2,190, then 1, which fails at 5,190; 0 has 810 h left: 6,000."""
    text = f"a: {life(3000, 30)}, count: 2, standby: {{in_use: 1, idle: 0}}, maintenance: {{hours: 48}}"
    rows = drawn(site(text.replace("needed: 1, ", "")))
    assert out(rows)[False, False][0] == (0, 2190, 2238)
    assert listed(rows["a"])[:2] == [(1, 5190, 5220), (0, 6000, 6030)]


@pytest.mark.parametrize(
    ("count", "needed", "hours", "per_year", "seed"), [(5, 4, 48, 1, 1), (4, 2, 200, 2, 2)]
)
def test_fixed_dates_have_an_exact_answer(
    count: int, needed: int, hours: float, per_year: float, seed: int
) -> None:
    """A mixture of k of n and k of n - 1. Wrong: off by 4 standard errors once in 16,000, for each figure.

    Without maintenance the answers are more than 8 standard errors away, so that leaving it out is found.
    """
    plan = f"{{hours: {hours}, per_year: {per_year}, unless_degraded: false}}"
    text = f"a: count: {count}, needed: {needed}, mttf_h: 700, mttr_h: 37, maintenance: {plan}"
    every = Intervals.joined(list(drawn(site(text, years=10), 60, seed).values()))
    figures = [shortages(every.kept(every.replication == n), count, needed, 87_600.0) for n in range(60)]
    down, often = np.array(figures).T
    expected, none = (
        exact.maintained(needed, count, exact.unit(700, 37), hours, per_year=times) for times in (per_year, 0)
    )
    assert abs(distance(down, expected.unavailability)) <= 4.0
    assert abs(distance(often, expected.failures_per_h)) <= 4.0
    assert distance(down, none.unavailability) >= 8.0


# ---------------------------------------------------------------------- on a site

GENSET = """
format: 1
site: {name: One set, it_recovery_h: 0}
horizon: {hours: 8760}
grid:
  feeds: {utility: {mttf_h: never}}
  interruptions:
    while-it-is-out: {hits: [utility], at_h: [4390], duration_h: 1}
    later: {hits: [utility], at_h: [5000], duration_h: 1}
power:
  sets: {kind: genset, rating_mw: 2, fail_to_start: 0, mttf_h: never, failures_per_year: 0, start_s: 10,
         maintenance: {hours: 48}}
  ups: {kind: ups, rating_mw: 2, battery_min: 5, mttf_h: never, fed_by: [utility, sets]}
halls: {hall: {it_mw: 1, cords: [ups]}}
"""


def test_a_set_that_is_out_does_not_start() -> None:
    """Out from 4,380 to 4,428. At 4,390 the battery lasts 10 min at half its load: dark for 50 min."""
    result = dcsim.run(scenario_from_text(GENSET), seed=1, site_years=1)
    (outage,) = result.outages
    assert (outage.start_h, outage.end_h) == pytest.approx((4390 + 1 / 6, 4391))
    assert [(one.name, one.kind) for one in outage.causes[0].cut] == [
        ("sets", "in-maintenance"),
        ("while-it-is-out", "interrupted"),
    ]


def test_a_board_is_switched_over_before() -> None:
    """A switch that breaks for 10 s before it makes: dark when a board fails, not when it is maintained."""
    text = """
format: 1
site: {name: Two boards, it_recovery_h: 0}
horizon: {hours: 8760}
grid: {feeds: {utility: {mttf_h: never}}}
power:
  one: {kind: switchgear, fed_by: [utility], mttf_h: LIFE, mttr_h: {law: fixed, value: 100}UPKEEP}
  two: {kind: switchgear, fed_by: [utility], mttf_h: never}
  ats: {kind: ats, mttf_h: never, transfer: {from: [one, two], delay_s: 10, fail_to_transfer: 0}}
halls: {hall: {it_mw: 1, cords: [ats]}}
"""
    fails = text.replace("LIFE", "{law: fixed, value: 5000}").replace("UPKEEP", "")
    kept = text.replace("LIFE", "never").replace("UPKEEP", ", maintenance: {hours: 48}")
    assert len(dcsim.run(scenario_from_text(fails), seed=1, site_years=1).outages) >= 1
    assert not dcsim.run(scenario_from_text(kept), seed=1, site_years=1).outages
