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
- *Same numbers.* `NUMBERS` holds the resolved values of the scenario, frozen so that a later change of the
  scenario or of the library does not move the yardstick. A test compares them.
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

This file, `reference_site_parts.py` and `reference_site_numbers.py` are pinned by a hash in the tests:
figures of different versions are ratios to one thing.
"""

from __future__ import annotations

import math
import random

import simpy

from benchmarks.reference_site_numbers import NUMBERS, Numbers
from benchmarks.reference_site_parts import Gensets, Group, Side, Steps, interrupt

Outages = list[tuple[float, float]]


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
