"""The reference site as an ordinary SimPy model: what dcsim is timed against.

Written by hand for this one site, `scenarios/reference-site.yaml`, as somebody who knows SimPy well would
write it: a generator process for every unit, interruptible processes for whatever may be called off (sets,
batteries, chillers, fuel, the heat of the halls), plain attributes for state, and one method,
`Site.evaluate`, that works out the site anew after each change that can matter. It knows nothing of dcsim.

Is the comparison fair?

- *Same physics.* All that the scenario declares happens here: 107 machines and feeds fail and are repaired
  on their own; sets start on a loss of the source, fail to start, fail while they run, are repaired and start
  again while the loss lasts; calendar failures of sets, of running ones too; ten sets or nothing; fuel for
  48 h from the loss on; each side with boards, transformers, UPS and a battery that drains and recharges;
  chillers that stop when no side has input, and restart; halls that grow too hot; a hall that needs one of
  its two PDUs.
- *Same numbers.* `NUMBERS` holds the resolved values of the scenario, frozen in this file so that a later
  change of the scenario or of the library does not move the yardstick. A test compares them.
- *Same answer.* Independent replications of the scenario's horizon, a new environment each; start and end of
  each outage of the site. A test compares both models at raised rates.
- *No needless events.* No polling, no monitor, no clock that ticks, no resource or container where a number
  does, no log. The processes that exist wait for something that will happen.
- *No needless evaluation.* A group asks the site to look only when it begins or ceases to have enough units:
  of some 34 changes a year two do. Sets ask only when ten are reached or lost.
- *No needless arithmetic.* Draws are made one at a time, when a process needs them, from the generator of the
  standard library: for single draws that is about twice as fast as NumPy's. What a process uses in every
  turn it keeps in local names. Two microseconds go to each event, nearly all of them to SimPy itself.
- *No tricks.* Units are not pooled into one process of a group, nothing is drawn in advance, no state is
  remembered with its answer, no stretch of time is skipped, no event is put into the queue behind SimPy's
  back. Each of them would make this one model faster, at the price of being a model no longer of machines
  but of their events. dcsim does these things once for all sites.
- *Less work.* dcsim also keeps the causes and open deviations of each outage, unserved energy, counts and
  hours by group, and keyed draws, so that a change to one group leaves the luck of all others alone. None of
  that is here.

Many would not think of the thrift of `Group`, and evaluate the site after every change. `always` does that:
the same outages, at little more than half the speed.

The file is pinned by its hash in `tests/benchmarks`: figures of different versions are ratios to one thing.
"""

from __future__ import annotations

import math
import random
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import simpy

Steps = Generator[simpy.Event, Any, None]
Outages = list[tuple[float, float]]

HOURS_PER_YEAR = 8760.0
MINUTE = 1.0 / 60.0
SECOND = 1.0 / 3600.0


class Units(NamedTuple):
    """Identical units: how many, how many of them it takes, mean life and lognormal repair, h."""

    number: int
    needed: int
    life_h: float
    repair_h: float
    sigma: float

    @property
    def mu(self) -> float:
        """Mean of the logarithm of a repair."""
        return math.log(self.repair_h) - self.sigma**2 / 2.0


SIDE = {
    "gen-bus": Units(1, 1, 876_600.0, 12.0, 0.8),
    "mv": Units(1, 1, 876_600.0, 24.0, 0.8),
    "ats": Units(1, 1, 876_600.0, 8.0, 0.8),
    "tx": Units(8, 7, 876_600.0, 48.0, 0.8),
    "ups": Units(10, 9, 87_660.0, 12.0, 0.8),
    "lv": Units(1, 1, 876_600.0, 12.0, 0.8),
}
SITE = {
    "grid": Units(1, 1, 43_830.0, 3.0, 1.2),
    "feeds": Units(2, 1, 4_383.0, 1.5, 1.0),
    "gensets": Units(12, 10, 17_532.0, 24.0, 0.8),
    "chillers": Units(6, 5, 43_830.0, 24.0, 0.8),
    "pumps": Units(6, 5, 87_660.0, 8.0, 0.8),
    "air-handlers": Units(12, 10, 43_830.0, 8.0, 0.8),
    "pdu": Units(1, 1, 438_300.0, 8.0, 0.8),
}


@dataclass(frozen=True)
class Numbers:
    """All numbers of the site, hours unless the name says otherwise; `units` by group, without the side."""

    units: Mapping[str, Units] = field(default_factory=lambda: SITE | SIDE)
    horizon_h: float = 100 * HOURS_PER_YEAR
    halls: int = 12
    fail_to_start: float = 0.005
    start_from_h: float = 10 * SECOND
    start_to_h: float = 20 * SECOND
    run_life_h: float = 1_700.0
    fuel_h: float = 48.0
    battery_h: float = 5 * MINUTE
    recharge_h: float = 50 * MINUTE
    restart_h: float = 5 * MINUTE
    ride_through_h: float = 6 * MINUTE


NUMBERS = Numbers()


def interrupt(process: simpy.Process | None) -> None:
    """Call off what a process waits for, if it still does."""
    if process is not None and process.is_alive:
        process.interrupt()


class Group:
    """Identical units, each with a life of its own; `enough` while as many are up as it takes."""

    def __init__(self, site: Site, units: Units) -> None:
        self.site = site
        self.units = units
        self.up = units.number
        self.enough = True
        for _ in range(units.number):
            site.env.process(self.unit())

    def unit(self) -> Steps:
        site, units = self.site, self.units
        timeout, expovariate, lognormal = site.env.timeout, site.rng.expovariate, site.lognormal
        rate, mu, sigma, needed = 1.0 / units.life_h, units.mu, units.sigma, units.needed
        while True:
            yield timeout(expovariate(rate))
            self.up -= 1
            if self.up == needed - 1 or site.always:
                self.enough = self.up >= needed
                site.evaluate()
            yield timeout(lognormal(mu, sigma))
            self.up += 1
            if self.up == needed or site.always:
                self.enough = self.up >= needed
                site.evaluate()


class Battery:
    """Full at 1; falls while it carries, rises while it is charged."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.level = 1.0
        self.rate = 0.0
        self.since = 0.0
        self.empty = False
        self.draining: simpy.Process | None = None

    def follow(self, rate: float) -> None:
        """From now on the level changes by `rate` an hour."""
        if rate == self.rate:
            return
        now = self.site.env.now
        self.level = min(1.0, max(0.0, self.level + self.rate * (now - self.since)))
        self.rate, self.since = rate, now
        interrupt(self.draining)
        self.draining = self.site.env.process(self.drain()) if rate < 0 else None
        if rate > 0:
            self.empty = False

    def drain(self) -> Steps:
        try:
            yield self.site.env.timeout(-self.level / self.rate)
        except simpy.Interrupt:
            return
        self.draining = None
        self.level, self.rate, self.empty = 0.0, 0.0, True
        self.site.evaluate()


class Side:
    """One of the two ways from the sources to the halls."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.gen_bus, self.mv, self.ats, self.tx, self.ups, self.lv = (
            Group(site, site.numbers.units[name]) for name in SIDE
        )
        self.pdus = [Group(site, site.numbers.units["pdu"]) for _ in range(site.numbers.halls)]
        self.battery = Battery(site)
        self.has_input = True
        self.live = True

    def follow(self, mains: bool, sets: bool) -> None:
        """Is there input to the UPS, and power behind it?"""
        source = mains or (sets and self.gen_bus.enough)
        self.has_input = source and self.mv.enough and self.ats.enough and self.tx.enough
        if not self.ups.enough:
            self.battery.follow(0.0)
        elif self.has_input:
            self.battery.follow(1.0 / self.site.numbers.recharge_h)
        elif not self.battery.empty:
            self.battery.follow(-1.0 / self.site.numbers.battery_h)
        self.live = self.ups.enough and self.lv.enough and (self.has_input or not self.battery.empty)


class Genset:
    """One set: stands by, starts and runs, or is in repair."""

    def __init__(self, gensets: Gensets) -> None:
        self.gensets = gensets
        self.failed = False
        self.in_repair = False
        self.on_line = False
        self.run: simpy.Process | None = None
        gensets.site.env.process(self.calendar())

    def calendar(self) -> Steps:
        """Failures that come whether it runs or not."""
        site, units = self.gensets.site, self.gensets.units
        timeout, expovariate, lognormal = site.env.timeout, site.rng.expovariate, site.lognormal
        rate, mu, sigma = 1.0 / units.life_h, units.mu, units.sigma
        while True:
            yield timeout(expovariate(rate))
            self.failed = True
            self.stop()
            if site.always:
                site.evaluate()
            yield timeout(lognormal(mu, sigma))
            self.failed = False
            self.start()
            if site.always:
                site.evaluate()

    def start(self) -> None:
        """Start if there is a loss and it can."""
        if self.gensets.wanted and not (self.failed or self.in_repair or self.run is not None):
            self.run = self.gensets.site.env.process(self.until_repaired())

    def stop(self) -> None:
        if self.run is not None:
            interrupt(self.run)
            self.run = None
            self.leave()

    def leave(self) -> None:
        if self.on_line:
            self.on_line = False
            self.gensets.count(-1)

    def until_repaired(self) -> Steps:
        """From the order to start to the repair of what went wrong, unless it is stopped before."""
        site, units = self.gensets.site, self.gensets.units
        env, rng, numbers = site.env, site.rng, site.numbers
        try:
            if rng.random() >= numbers.fail_to_start:
                yield env.timeout(rng.uniform(numbers.start_from_h, numbers.start_to_h))
                self.on_line = True
                self.gensets.count(+1)
                yield env.timeout(rng.expovariate(1.0 / numbers.run_life_h))
        except simpy.Interrupt:
            return
        self.run, self.in_repair = None, True
        self.leave()
        yield env.timeout(site.lognormal(units.mu, units.sigma))
        self.in_repair = False
        self.start()


class Gensets:
    """All sets and their fuel; they carry the site while enough are on line."""

    def __init__(self, site: Site, units: Units) -> None:
        self.site = site
        self.units = units
        self.wanted = False
        self.on_line = 0
        self.fuel: simpy.Process | None = None
        self.sets = [Genset(self) for _ in range(units.number)]

    @property
    def enough(self) -> bool:
        return self.on_line >= self.units.needed

    def count(self, change: int) -> None:
        """One set more or less on line."""
        before = self.enough
        self.on_line += change
        if self.enough != before or self.site.always:
            self.site.evaluate()

    def begin(self) -> None:
        """The source is lost."""
        self.wanted = True
        self.fuel = self.site.env.process(self.until_dry())
        for one in self.sets:
            one.start()

    def end(self) -> None:
        """The source is back, or the fuel is gone."""
        self.wanted = False
        for one in self.sets:
            one.stop()

    def until_dry(self) -> Steps:
        try:
            yield self.site.env.timeout(self.site.numbers.fuel_h)
        except simpy.Interrupt:
            return
        self.end()


class Site:
    """The site over one horizon; it evaluates itself when that can matter, or `always`, at every change."""

    def __init__(self, numbers: Numbers, rng: random.Random, always: bool = False) -> None:
        self.numbers = numbers
        self.rng = rng
        self.always = always
        self.env = simpy.Environment()
        units = numbers.units
        self.grid, self.feeds = Group(self, units["grid"]), Group(self, units["feeds"])
        self.gensets = Gensets(self, units["gensets"])
        self.a, self.b = Side(self), Side(self)
        self.halls = list(zip(self.a.pdus, self.b.pdus, strict=True))
        self.chillers, self.pumps = Group(self, units["chillers"]), Group(self, units["pumps"])
        self.air_handlers = Group(self, units["air-handlers"])
        self.mains = True
        self.chillers_run = self.chillers_have_input = True
        self.restarting: simpy.Process | None = None
        self.cooled = True
        self.too_hot = False
        self.heating: simpy.Process | None = None
        self.down_since: float | None = None
        self.outages: Outages = []

    def lognormal(self, mu: float, sigma: float) -> float:
        """A draw; faster than the generator's own `lognormvariate`."""
        return math.exp(self.rng.gauss(mu, sigma))

    def evaluate(self) -> None:
        """Something changed: find out who has power and cooling, and start or call off what follows."""
        mains = self.grid.enough and self.feeds.enough
        if mains != self.mains:
            self.mains = mains
            if mains:
                interrupt(self.gensets.fuel)
                self.gensets.end()
            else:
                self.gensets.begin()
        sets = self.gensets.enough
        self.a.follow(mains, sets)
        self.b.follow(mains, sets)
        self.follow_cooling()
        self.book(self.too_hot or not self.all_have_power())

    def all_have_power(self) -> bool:
        a_live, b_live = self.a.live, self.b.live
        return all((a_live and a.enough) or (b_live and b.enough) for a, b in self.halls)

    def follow_cooling(self) -> None:
        """Chillers stop without input and restart; without cooling the halls warm up."""
        has_input = self.a.has_input or self.b.has_input
        if has_input != self.chillers_have_input:
            self.chillers_have_input = has_input
            if has_input:
                self.restarting = self.env.process(self.restart())
            else:
                self.chillers_run = False
                interrupt(self.restarting)
        enough = self.chillers.enough and self.pumps.enough and self.air_handlers.enough
        cooled = enough and self.chillers_run
        if cooled != self.cooled:
            self.cooled = cooled
            if cooled:
                self.too_hot = False
                interrupt(self.heating)
            else:
                self.heating = self.env.process(self.heat_up())

    def restart(self) -> Steps:
        try:
            yield self.env.timeout(self.numbers.restart_h)
        except simpy.Interrupt:
            return
        self.chillers_run = True
        self.evaluate()

    def heat_up(self) -> Steps:
        try:
            yield self.env.timeout(self.numbers.ride_through_h)
        except simpy.Interrupt:
            return
        self.too_hot = True
        self.evaluate()

    def book(self, down: bool) -> None:
        """An outage lasts as long as any hall lacks power or is too hot."""
        now = self.env.now
        if down and self.down_since is None:
            self.down_since = now
        elif not down and self.down_since is not None:
            if now > self.down_since:
                self.outages.append((self.down_since, now))
            self.down_since = None

    def run(self) -> Outages:
        """(start, end) of all outages in one horizon, in hours."""
        self.env.run(until=self.numbers.horizon_h)
        self.book(down=False)
        return self.outages


def simulate(
    replications: int, seed: int, numbers: Numbers = NUMBERS, *, always: bool = False
) -> list[Outages]:
    """The outages of each replication of the horizon, (start, end) in hours.

    `always` evaluates the site after every change, as one does who does not care for speed: the same outages.
    """
    rng = random.Random(seed)
    return [Site(numbers, rng, always).run() for _ in range(replications)]
