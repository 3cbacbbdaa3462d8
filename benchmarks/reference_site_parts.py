"""The machines of the reference site, each with its SimPy processes.

A part changes its own state and asks the site to evaluate itself where that can matter. What this is for is
told in `idiomatic_reference_site.py`.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from benchmarks.reference_site_numbers import SIDE, Units

if TYPE_CHECKING:
    from benchmarks.idiomatic_reference_site import Site

Steps = Generator[simpy.Event, Any, None]


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
