"""The reference site with two repair crews as an ordinary SimPy model: the yardstick for dcsim with crews.

The model of `idiomatic_reference_site.py`, of which all is true here too, with one difference: whatever fails
by the calendar is repaired by the people of the site, and there are two crews for everything. They are a
`simpy.Resource`; a unit that has failed asks for one and waits its turn, first come first served, as anybody
who knows SimPy would write it. Feeds and the grid are the utility's to repair. What goes wrong while sets
start and run is repaired by whoever runs them, as in dcsim.

This file is pinned by a hash in the tests, with those of the model it builds on.
"""

from __future__ import annotations

import random

import simpy

from benchmarks.idiomatic_reference_site import Outages, Site
from benchmarks.reference_site_numbers import NUMBERS, SIDE, Numbers, Units
from benchmarks.reference_site_parts import Battery, Genset, Gensets, Group, Side, Steps

CREWS = 2


class RepairedByCrews(Group):
    """Units that are down until a crew had time for them."""

    site: CrewedSite

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
            with site.crews.request() as turn:
                yield turn
                yield timeout(lognormal(mu, sigma))
            self.up += 1
            if self.up == needed or site.always:
                self.enough = self.up >= needed
                site.evaluate()


class CrewedSide(Side):
    """A side whose units wait for crews."""

    def __init__(self, site: CrewedSite) -> None:
        self.site = site
        self.gen_bus, self.mv, self.ats, self.tx, self.ups, self.lv = (
            RepairedByCrews(site, site.numbers.units[name]) for name in SIDE
        )
        self.pdus = [RepairedByCrews(site, site.numbers.units["pdu"]) for _ in range(site.numbers.halls)]
        self.battery = Battery(site)
        self.has_input = True
        self.live = True


class CrewedGenset(Genset):
    """A set whose failures by the calendar wait for a crew."""

    gensets: CrewedGensets

    def calendar(self) -> Steps:
        site, units = self.gensets.site, self.gensets.units
        timeout, expovariate, lognormal = site.env.timeout, site.rng.expovariate, site.lognormal
        rate, mu, sigma = 1.0 / units.life_h, units.mu, units.sigma
        while True:
            yield timeout(expovariate(rate))
            self.failed = True
            self.stop()
            if site.always:
                site.evaluate()
            with site.crews.request() as turn:
                yield turn
                yield timeout(lognormal(mu, sigma))
            self.failed = False
            self.start()
            if site.always:
                site.evaluate()


class CrewedGensets(Gensets):
    """All sets and their fuel."""

    site: CrewedSite

    def __init__(self, site: CrewedSite, units: Units) -> None:
        self.site = site
        self.units = units
        self.wanted = False
        self.on_line = 0
        self.fuel: simpy.Process | None = None
        self.sets = [CrewedGenset(self) for _ in range(units.number)]


class CrewedSite(Site):
    """The site and its two crews."""

    def __init__(self, numbers: Numbers, rng: random.Random, always: bool = False) -> None:
        self.numbers = numbers
        self.rng = rng
        self.always = always
        self.env = simpy.Environment()
        self.crews = simpy.Resource(self.env, capacity=CREWS)
        units = numbers.units
        self.grid, self.feeds = Group(self, units["grid"]), Group(self, units["feeds"])
        self.gensets = CrewedGensets(self, units["gensets"])
        self.a, self.b = CrewedSide(self), CrewedSide(self)
        self.halls = list(zip(self.a.pdus, self.b.pdus, strict=True))
        self.chillers, self.pumps = (
            RepairedByCrews(self, units["chillers"]),
            RepairedByCrews(self, units["pumps"]),
        )
        self.air_handlers = RepairedByCrews(self, units["air-handlers"])
        self.mains = True
        self.chillers_run = self.chillers_have_input = True
        self.restarting: simpy.Process | None = None
        self.cooled = True
        self.too_hot = False
        self.heating: simpy.Process | None = None
        self.down_since: float | None = None
        self.outages: Outages = []


def simulate(
    replications: int, seed: int, numbers: Numbers = NUMBERS, *, always: bool = False
) -> list[Outages]:
    """The outages of each replication of the horizon, (start, end) in hours.

    `always` evaluates the site after every change: the same outages.
    """
    rng = random.Random(seed)
    return [CrewedSite(numbers, rng, always).run() for _ in range(replications)]
