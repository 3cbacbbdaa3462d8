"""The power supply of the Thái Nguyên site as an ordinary SimPy model: the twin that dcsim is timed against.

Written by hand for this one site, as somebody who knows SimPy well would write it: a generator process for
every unit, interruptible processes for whatever may be called off, plain attributes for state, and one
method, `Site.evaluate`, that works out the whole site anew after each change that can matter.

Is the comparison fair?

Same physics. All of it happens here too:

- each of 152 units fails and is repaired by the calendar, on its own: 2 feeds, 2 substations, the 220 kV
  source, the paralleling controls, 2 boards, 24 transformers, 40 UPS modules, 80 PDUs; floods come and go;
- 14 gensets: order, one attempt, ready, first set to the dead bus, the rest synchronised, run failure,
  repair, start again; their breaker closes when what is on line carries the site (13 sets), opens when that
  has not been so for 5 s, and closes again after its reset once enough sets are there;
- boards move to the first live one of their inputs: at once from a live one, after 2 s from a dead one, and
  10 min later by hand if that fails;
- a hall's load is shared by its live sides; transformers and PDUs trip on overload and close again, UPS go
  to bypass and back;
- batteries drain by what they carry and recharge; fuel burns by load and comes after the loss.

Same numbers, read from the scenario at the start. What the model could not honour it refuses.

Left out is what this scenario cannot reach: feeds and boards are never overloaded, as each alone carries the
whole site (checked at the start), and so a single live feed always does without the gensets.

Same work for the same answer: the horizon of the scenario in independent replications, a new SimPy
environment each, outages of halls joined to outages of the site. The twin does less than dcsim beside that:
no cause and no open deviations of an outage, no unserved energy, no counts by group, no intervals; and its
draws are not keyed, so that a change to one group changes the luck of all others.

No needless slowness: nothing is evaluated when a spare unit fails, or when one more set is on line and they
are still too few; nothing is logged. Scalars are drawn one at a time from a NumPy generator, when a process
needs them.

No tricks either: nothing is remembered from one state to the next, units are not pooled, no stretch of time
is skipped. One could write that for one site; dcsim is what one gets by writing it for all.

That both find the same outages is tested (`tests/benchmarks`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import simpy

from benchmarks.thai_nguyen_numbers import SIDES, Numbers, numbers_of
from benchmarks.thai_nguyen_parts import Board, Breaker, Feed, Gensets, Group, Steps, Store, Ups
from dcsim.scenario import Scenario


class Side:
    """One of the two sides of a hall: transformers, UPS with battery, PDUs."""

    def __init__(self, site: Site, place: str, it_mw: float, board: Board) -> None:
        self.board = board
        self.numbers = site.numbers.ups[f"ups-{place}"]
        self.transformers = Group(site, site.numbers.others[f"tx-{place}"], it_mw)
        self.ups = Ups(site, self.numbers, it_mw)
        self.pdus = Group(site, site.numbers.others[f"pdu-{place}"], it_mw)
        self.battery = Store(site)
        self.has_input = True
        self.live = True
        self.load_mw = 0.0
        self.transformer_mw = 0.0

    def find_supply(self) -> None:
        """Is there an input, and is there power at the end?"""
        self.has_input = self.board.supplied and self.transformers.works
        has_battery = not self.battery.is_empty and not self.ups.is_open
        self.live = self.ups.works and self.pdus.works and (self.has_input or has_battery)

    def carry(self, load_mw: float) -> None:
        self.load_mw = load_mw
        self.transformer_mw = load_mw if self.has_input else 0.0
        self.board.load_mw += self.transformer_mw

    @property
    def is_overloaded(self) -> bool:
        return (
            self.transformer_mw > self.transformers.capacity_mw
            or self.load_mw > self.ups.capacity_mw
            or self.load_mw > self.pdus.capacity_mw
        )

    def follow(self) -> None:
        """Clocks of overloads, and the battery."""
        self.transformers.watch(self.transformer_mw)
        self.ups.watch(self.load_mw)
        self.pdus.watch(self.load_mw)
        if not self.ups.works:
            self.battery.follow(0.0)
        elif self.has_input:
            self.battery.follow(1.0 / self.numbers.recharge_h)
        else:
            self.battery.follow(-self.load_mw / self.numbers.battery_mwh)


class Hall:
    """IT space on its two sides."""

    def __init__(self, it_mw: float, sides: Sequence[Side]) -> None:
        self.it_mw = it_mw
        self.sides = sides
        self.is_dark = False

    def flow(self) -> None:
        """Share the load among the live sides."""
        live = 0
        for side in self.sides:
            side.find_supply()
            live += side.live
        self.is_dark = not live
        for side in self.sides:
            side.carry(self.it_mw / live if side.live else 0.0)


class Site:
    """The site over one horizon."""

    def __init__(self, numbers: Numbers, rng: np.random.Generator) -> None:
        self.env = simpy.Environment()
        self.rng = rng
        self.numbers = numbers
        self.open_breakers: list[Breaker] = []
        self.source = Group(self, numbers.grid["source-220kv"])
        self.substations = [Group(self, numbers.grid[f"substation-{n}"]) for n in (1, 2)]
        east, west = self.feeds = [Feed(self, numbers.grid[name]) for name in ("east", "west")]
        self.controls = Group(self, numbers.controls)
        self.gensets = Gensets(self, numbers.gensets, self.controls)
        self.boards = [
            Board(self, numbers.boards["mv-a"], (east, west, self.gensets)),
            Board(self, numbers.boards["mv-b"], (west, east, self.gensets)),
        ]
        self.halls = [self.hall(name, it_mw) for name, it_mw in numbers.hall_mw.items()]
        self.flooded = False
        self.env.process(self.flood())
        self.dark_since: float | None = None
        self.outages: list[tuple[float, float]] = []
        self.evaluate()

    def hall(self, name: str, it_mw: float) -> Hall:
        sides = zip(SIDES, self.boards, strict=True)
        return Hall(it_mw, [Side(self, name + side, it_mw, board) for side, board in sides])

    def flood(self) -> Steps:
        flood = self.numbers.flood
        while True:
            yield self.env.timeout(self.rng.exponential(flood.gap_h))
            self.flooded = True
            self.evaluate()
            length = self.rng.lognormal(flood.log_mean, flood.log_sigma)
            yield self.env.timeout(min(length, flood.longest_h))
            self.flooded = False
            self.evaluate()

    def evaluate(self) -> None:
        """Something changed: find out who has power, and start or call off what follows from that.

        Boards come before the gensets stop: they leave a live input without a break.
        """
        self.find_feeds()
        self.close_breakers()
        for board in self.boards:
            board.follow()
        wanted = self.gensets_are_wanted()
        self.gensets.follow(wanted)
        self.flow(self.live_boards())
        for hall in self.halls:
            for side in hall.sides:
                side.follow()
        on_gensets = sum(board.load_mw for board in self.boards if board.closed is self.gensets)
        self.gensets.watch(on_gensets)
        self.gensets.tank.follow_loss(wanted, on_gensets / self.numbers.site_mw)
        self.book(any(hall.is_dark for hall in self.halls))

    def find_feeds(self) -> None:
        region = self.source.up > 0 and not self.flooded
        for feed, substation in zip(self.feeds, self.substations, strict=True):
            feed.live = region and substation.up > 0 and feed.up > 0

    def close_breakers(self) -> None:
        for breaker in self.open_breakers:
            if breaker.may_close():
                breaker.switch(is_open=False)
        self.open_breakers = [breaker for breaker in self.open_breakers if breaker.is_open]

    def gensets_are_wanted(self) -> bool:
        """One feed alone carries everything; without controls or boards the sets would serve nothing."""
        if any(feed.live for feed in self.feeds):
            return False
        return self.controls.up > 0 and any(board.up for board in self.boards)

    def live_boards(self) -> list[Board]:
        return [board for board in self.boards if board.up and board.closed.live]

    def flow(self, supplied: Sequence[Board]) -> None:
        """Who carries what when these boards are supplied."""
        for board in self.boards:
            board.supplied = board in supplied
            board.load_mw = self.numbers.fixed_mw / len(supplied) if board.supplied else 0.0
        for hall in self.halls:
            hall.flow()

    def load_to_come(self) -> float:
        """What the gensets would carry if they supplied every board that is not failed, MW."""
        self.flow([board for board in self.boards if board.up])
        return sum(board.load_mw for board in self.boards)

    def book(self, is_dark: bool) -> None:
        """An outage lasts as long as any hall is without power."""
        now = self.env.now
        if is_dark and self.dark_since is None:
            self.dark_since = now
        elif not is_dark and self.dark_since is not None:
            if now > self.dark_since:
                self.outages.append((self.dark_since, now))
            self.dark_since = None

    def run(self) -> list[tuple[float, float]]:
        """(start, end) of all outages in one horizon, in hours."""
        self.env.run(until=self.numbers.horizon_h)
        self.book(is_dark=False)
        return self.outages


def simulate(scenario: Scenario, replications: int, seed: int = 1) -> list[list[tuple[float, float]]]:
    """The outages of each replication of the scenario's horizon, (start, end) in hours."""
    numbers = numbers_of(scenario)
    rng = np.random.default_rng(seed)
    return [Site(numbers, rng).run() for _ in range(replications)]
