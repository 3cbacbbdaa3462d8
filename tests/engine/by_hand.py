"""Histories made by hand instead of drawn, and small sites to go through them.

A history is a table by behaviour: (start h, length h) or (start h, length h, unit) of each of its intervals, the
same in every period of every replication. What is not in the table never happens. Only what is drawn inside an
episode is still left to chance, where the site has anything of the kind. What fails unseen has the name of its group
with ` (unseen)`, and its rows say for how long it is out if nobody asks, and after how long a test finds it: (start h,
length h, unit, found after h); tests at which a set does not start have ` (failed tests)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from dcsim.engine import what_happens
from dcsim.engine.behaviours.cooling.sags import Sags
from dcsim.engine.behaviours.failures import Failures
from dcsim.engine.behaviours.interruptions import Interruptions
from dcsim.engine.behaviours.unseen import FailsTests, FoundByTest, Unseen
from dcsim.engine.cast import Cast
from dcsim.engine.intervals import Block, Intervals
from dcsim.engine.service import Service
from dcsim.rollout import Timeline
from dcsim.scenario import Scenario, scenario_from_text
from dcsim.streams import Streams, name_key
from tests.engine.two_drivers import Compared, Drivers

PERIOD_H = 300.0
PERIODS = 20
REPLICATIONS = 2

Row = tuple[float, float] | tuple[float, float, int] | tuple[float, float, int, float]
Table = Mapping[str, Sequence[Row]]

# 1.5 MW behind a UPS with a battery of 5 min; two sets of 1 MW, both needed. The first is ready and on line 10 s
# after a loss, the second 20 s later; the board moves 2 s after that, so the battery bridges 32 s. Ten hours
# recharge it.
SETS = """
format: 1
site: {name: by hand}
horizon: {hours: 6000}
grid: {feeds: {mains: {mttf_h: never}}}
power:
  gensets: {kind: genset, count: 2, rating_mw: 1, fail_to_start: 0, mttf_h: never, mttr_h: {law: fixed, value: 5},
            start_s: 10, sync_s: 20, attempt_s: 0, overload_s: 5, reset_h: 1}
  board: {kind: switchgear, mttf_h: never, transfer: {from: [mains, gensets], delay_s: 2, fail_to_transfer: 0}}
  ups: {kind: ups, rating_mw: 1.5, battery_min: 5, recharge_min: 600, mttf_h: never, fed_by: [board]}
halls: {hall: {it_mw: 1.5, cords: [ups]}}
"""
TWO_FEEDS = SETS.replace(
    "feeds: {mains: {mttf_h: never}}",
    "upstream: {region: {mttf_h: never}}, "
    "feeds: {east: {mttf_h: never, upstream: [region]}, west: {mttf_h: never, upstream: [region]}}",
).replace("[mains, gensets]", "[east, west, gensets]")
# Two batteries of one group, each with half of the load: that empties it in an hour.
TWO_BATTERIES = """
format: 1
site: {name: by hand}
horizon: {hours: 6000}
grid:
  upstream: {region: {mttf_h: never}}
  feeds: {east: {mttf_h: never, upstream: [region]}, west: {mttf_h: never, upstream: [region]}}
power:
  board-a: {kind: switchgear, mttf_h: never, fed_by: [east]}
  board-b: {kind: switchgear, mttf_h: never, fed_by: [west]}
  ups: {kind: ups, count: 2, rating_mw: 3, battery_min: 15, recharge_min: 5, mttf_h: never, split: {board-a: 1, board-b: 1}}
halls: {hall: {it_mw: 1.5, cords: [ups]}}
"""
# A day tank of an hour; two pumps that bring 1 m3/h while sets burn 1.5 add two more, one of them alone nothing. A
# battery is soon full again.
DAY_TANK = SETS.replace(
    "reset_h: 1}",
    "reset_h: 1,\n"
    "            fuel: {usable_m3: 6, litres_per_kwh: 1, refill_h: 5, day_tank_m3: 1.5, pumps: pumps}}\n"
    "  pumps: {kind: fuel_pump, count: 2, needed: 2, rating_m3_h: 0.5, mttf_h: never, mttr_h: 2, fed_by: [board]}",
).replace("recharge_min: 600", "recharge_min: 5")
# One of the two has power from the sets only; the other brings 0.5 m3/h alone.
ON_TWO_BOARDS = DAY_TANK.replace("needed: 2, ", "").replace(
    "mttr_h: 2, fed_by: [board]}",
    "mttr_h: 2, split: {board: 1, ess: 1}}\n  ess: {kind: switchgear, mttf_h: never, fed_by: [gensets]}",
)
# The hall lasts 8 min without cooling and is cold again after an hour; chillers restart in 5 min. A sag drops them.
CHILLERS = (
    SETS.replace(
        "{it_mw: 1.5, cords",
        "{it_mw: 1.4, cooled_by: [chillers], ride_through_min: 8, recovery_min: 60, cords",
    )
    .replace("rating_mw: 1.5, battery", "rating_mw: 1.4, battery")
    .replace("halls:", "cooling:\n  chillers: {CHILLERS}\nhalls:")
    .replace(
        "{CHILLERS}",
        "{kind: chiller, count: 1, draw_mw: 0.1, mttf_h: never, restart_min: 5, fail_to_restart: 0,"
        " drops_at_sag: true, fed_by: [board]}",
    )
    .replace("}}}\npower", "}}, sags: {per_year: 1}}\npower")
)


@dataclass(frozen=True)
class Story:
    """A site, what happens to it in each period, and what must come of it.

    `outages` are (start h, end h) within a period, worked out by hand; None if chance decides. `certified` and
    `kept` are stretches of a period that certificates cover, and that go through the core, where that is sure.
    """

    history: Table
    outages: Sequence[tuple[float, float]] | None = ()
    certified: int | None = None
    kept: int | None = None
    site: str = SETS
    changes: Mapping[str, object] = field(default_factory=dict)

    def scenario(self) -> Scenario:
        return scenario_from_text(self.site).with_values(self.changes)

    def compare(self) -> Compared:
        """Both drivers, on 20 periods twice over."""
        return by_hand(self.scenario(), {n: every_period(rows) for n, rows in self.history.items()})


def every_period(rows: Sequence[Row]) -> list[Row]:
    """The same rows in each period."""
    return [
        (start + period * PERIOD_H, *rest)  # type: ignore[misc]
        for period in range(PERIODS)
        for start, *rest in rows
    ]


def by_hand(scenario: Scenario, history: Table, replications: int = REPLICATIONS) -> Compared:
    """Both drivers on a history made by hand."""
    with _instead_of_drawing(history):
        return Drivers(scenario.model).compare(replications, seed=1)


@contextmanager
def _instead_of_drawing(history: Table) -> Iterator[None]:
    unused = set(history)

    def made(
        cast: Cast,
        streams: Streams,
        timeline: Timeline,
        block: Block,
        service: Service,
        gone: NDArray[np.uint64],
    ) -> list[Intervals]:
        found = []
        for one in cast.behaviours:
            rows: Sequence[Row] = ()
            if isinstance(one, Failures | Interruptions | Sags):
                unused.discard(one.name)
                rows = history.get(one.name, ())
            elif isinstance(one, Unseen):
                called = f"{one.name} ({'failed tests' if isinstance(one, FailsTests) else 'unseen'})"
                unused.discard(called)
                rows = history.get(called, ())
                if isinstance(one, FoundByTest):
                    rows = [(start, after, unit) for start, _, unit, after in rows]  # type: ignore[misc]
            found.append(_rows(one.name, rows, block))
        return found

    with patch.object(what_happens, "drawn_histories", made):
        yield
    assert not unused


def _rows(name: str, rows: Sequence[Row], block: Block) -> Intervals:
    """The rows in every replication of a block."""
    n, times = len(rows), block.size
    start = np.array([row[0] for row in rows], float)
    end = start + np.array([row[1] for row in rows], float)
    unit = np.array([row[2] if len(row) > 2 else 0 for row in rows], np.int64)
    first = np.uint64(name_key(name, "by hand", block.number))
    return Intervals(
        np.repeat(np.arange(times, dtype=np.int64), n),
        np.tile(start, times),
        np.tile(end, times),
        np.tile(unit, times),
        first + np.arange(n * times, dtype=np.uint64),
    )
