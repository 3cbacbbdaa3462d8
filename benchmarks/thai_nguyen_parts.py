"""The machines of the idiomatic model of the Thái Nguyên site, each with its SimPy processes.

A part changes its own state and then asks the site to evaluate itself; the site tells each part in turn what
it has to follow. `benchmarks/idiomatic_thai_nguyen.py` says what this is for.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

import simpy

from benchmarks.thai_nguyen_numbers import BoardNumbers, GensetNumbers, GroupNumbers

if TYPE_CHECKING:
    from benchmarks.idiomatic_thai_nguyen import Site

OVERLOAD_MARGIN_MW = 0.001

Steps = Generator[simpy.Event, Any, None]


class Breaker:
    """Opens when what is behind it is overloaded for too long; closes again when it can carry."""

    def __init__(self, site: Site, numbers: GroupNumbers, up: int) -> None:
        self.site = site
        self.numbers = numbers
        self.up = up
        self.is_open = False
        self.resetting = False
        self.overload: simpy.Process | None = None
        self.works = True
        self.capacity_mw = 0.0
        self.find_capacity()

    def find_capacity(self) -> None:
        """What it can carry now; to be asked again when units or breaker change."""
        self.works = self.up > 0 and not self.is_open
        self.capacity_mw = self.up * self.numbers.rating_mw + OVERLOAD_MARGIN_MW

    def count(self, change: int) -> None:
        """Units are lost or come back."""
        self.up += change
        self.find_capacity()

    def switch(self, is_open: bool) -> None:
        self.is_open = is_open
        self.find_capacity()

    def open(self) -> None:
        if not self.is_open:
            self.switch(is_open=True)
            self.site.open_breakers.append(self)

    def may_close(self) -> bool:
        return not self.resetting and self.would_carry()

    def would_carry(self) -> bool:
        """Whether it could close without an overload."""
        raise NotImplementedError

    def watch(self, load_mw: float) -> None:
        """Start, keep or call off the clock of an overload."""
        if load_mw > self.capacity_mw:
            if self.overload is None:
                self.overload = self.site.env.process(self.trip())
        elif self.overload is not None:
            self.overload.interrupt()
            self.overload = None

    def trip(self) -> Steps:
        try:
            yield self.site.env.timeout(self.numbers.overload_h)
        except simpy.Interrupt:
            return
        self.overload = None
        self.open()
        self.resetting = True
        self.site.evaluate()
        yield self.site.env.timeout(self.numbers.reset_h)
        self.resetting = False
        self.site.evaluate()


class Group(Breaker):
    """Identical units side by side, each with a life of its own; they never carry more than `most_mw`."""

    def __init__(self, site: Site, numbers: GroupNumbers, most_mw: float | None = None) -> None:
        super().__init__(site, numbers, up=numbers.count)
        self.most_mw = most_mw
        for _ in range(numbers.count):
            site.env.process(self.unit())

    def unit(self) -> Steps:
        site, numbers = self.site, self.numbers
        while True:
            yield site.env.timeout(site.rng.exponential(numbers.mttf_h))
            self.change(-1)
            yield site.env.timeout(site.rng.exponential(numbers.mttr_h))
            self.change(+1)

    def change(self, units: int) -> None:
        """A unit is lost or back; while the others can carry everything, nothing follows from that."""
        others = min(self.up, self.up + units)
        self.count(units)
        if self.most_mw is None or others * self.numbers.rating_mw < self.most_mw:
            self.site.evaluate()

    def would_carry(self) -> bool:
        self.switch(is_open=False)
        self.site.flow(self.site.live_boards())
        overloaded = any(side.is_overloaded for hall in self.site.halls for side in hall.sides)
        self.switch(is_open=True)
        return not overloaded


class Ups(Group):
    """UPS modules: on overload they go to bypass, and carry on without their battery."""

    def find_capacity(self) -> None:
        super().find_capacity()
        if self.is_open:
            self.works = self.up > 0
            self.capacity_mw = float("inf")


class Feed(Group):
    """A utility connection; the site knows what it hangs on."""

    live = True


class Board(Group):
    """A medium-voltage board: takes the first live one of its inputs."""

    numbers: BoardNumbers

    def __init__(self, site: Site, numbers: BoardNumbers, inputs: Sequence[Feed | Gensets]) -> None:
        super().__init__(site, numbers)
        self.inputs = inputs
        self.closed = inputs[0]
        self.is_stuck = False
        self.target: Feed | Gensets | None = None
        self.transfer: simpy.Process | None = None
        self.supplied = True
        self.load_mw = 0.0

    def preferred(self) -> Feed | Gensets:
        if self.up:
            for source in self.inputs:
                if source.live:
                    return source
        return self.closed

    def follow(self) -> None:
        """Move to the preferred input: at once if that breaks nothing, else after the delay."""
        if self.is_stuck:
            return
        wanted = self.preferred()
        if wanted is self.closed or self.closed.live:
            self.closed = wanted
            self.call_off()
        elif wanted is not self.target:
            self.call_off()
            self.target = wanted
            self.transfer = self.site.env.process(self.move(wanted))

    def call_off(self) -> None:
        if self.transfer is not None:
            self.transfer.interrupt()
            self.transfer = self.target = None

    def move(self, target: Feed | Gensets) -> Steps:
        env = self.site.env
        try:
            yield env.timeout(self.numbers.delay_h)
        except simpy.Interrupt:
            return
        self.transfer = self.target = None
        if self.site.rng.random() < self.numbers.fail_to_transfer:
            self.is_stuck = True
            yield env.timeout(self.numbers.manual_h)
            self.is_stuck = False
            target = self.preferred()
        self.closed = target
        self.site.evaluate()


class Store:
    """A battery: its level, 1 when full, falls and rises in proportion to time."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.level = 1.0
        self.rate = 0.0
        self.since = 0.0
        self.is_empty = False
        self.draining: simpy.Process | None = None

    def follow(self, rate: float) -> None:
        """From now on the level changes by `rate` an hour."""
        if rate == self.rate:
            return
        now = self.site.env.now
        self.level = min(1.0, max(0.0, self.level + self.rate * (now - self.since)))
        self.since, self.rate = now, rate
        if self.draining is not None:
            self.draining.interrupt()
            self.draining = None
        if rate < 0:
            self.draining = self.site.env.process(self.drain())
        elif rate > 0:
            self.is_empty = False

    def drain(self) -> Steps:
        try:
            yield self.site.env.timeout(self.level / -self.rate)
        except simpy.Interrupt:
            return
        self.draining = None
        self.level, self.rate, self.is_empty = 0.0, 0.0, True
        self.site.evaluate()


class Tank(Store):
    """Fuel: full again some time after a loss, unless the next one comes before that."""

    def __init__(self, site: Site, numbers: GensetNumbers) -> None:
        super().__init__(site)
        self.numbers = numbers
        self.in_use = False
        self.refilling: simpy.Process | None = None

    def follow_loss(self, in_use: bool, load_share: float) -> None:
        """Is there a loss, and what share of the site's full load do the sets carry?"""
        self.follow(-load_share / self.numbers.tank_h)
        if in_use == self.in_use:
            return
        self.in_use = in_use
        if not in_use and self.level < 1.0:
            self.refilling = self.site.env.process(self.refill())
        elif in_use and self.refilling is not None:
            self.refilling.interrupt()
            self.refilling = None

    def refill(self) -> Steps:
        try:
            yield self.site.env.timeout(self.numbers.refill_h)
        except simpy.Interrupt:
            return
        self.refilling = None
        self.level, self.is_empty = 1.0, False


class Genset:
    """One set: stands by, runs, or is in repair."""

    def __init__(self, gensets: Gensets) -> None:
        self.gensets = gensets
        self.site = gensets.site
        self.running: simpy.Process | None = None
        self.is_on_line = False
        self.in_repair = False

    def start(self) -> None:
        if self.running is None and not self.in_repair:
            self.running = self.site.env.process(self.run())

    def stop(self) -> None:
        if self.running is not None:
            self.running.interrupt()
            self.running = None
            self.leave()

    def run(self) -> Steps:
        """From the order to start to the repair of what went wrong, if nobody stops it before."""
        try:
            yield from self.until_failure()
        except simpy.Interrupt:
            return
        self.running, self.in_repair = None, True
        self.leave()
        self.site.evaluate()
        yield self.site.env.timeout(self.site.rng.exponential(self.gensets.numbers.mttr_h))
        self.in_repair = False
        self.site.evaluate()

    def until_failure(self) -> Steps:
        env, rng, numbers = self.site.env, self.site.rng, self.gensets.numbers
        if rng.random() < numbers.fail_to_start:
            yield env.timeout(numbers.attempt_h)
            return
        yield env.timeout(numbers.start_h)
        life = rng.exponential(numbers.mttf_h)
        if self.gensets.up:  # the first set closes onto the dead bus, every other synchronises
            yield env.timeout(min(numbers.sync_h, life))
            if life <= numbers.sync_h:
                return
            life -= numbers.sync_h
        self.is_on_line = True
        self.gensets.join()
        yield env.timeout(life)

    def leave(self) -> None:
        if self.is_on_line:
            self.is_on_line = False
            self.gensets.count(-1)


class Gensets(Breaker):
    """All sets on their bus; `up` counts those on line. The breaker closes once they can carry the site."""

    numbers: GensetNumbers

    def __init__(self, site: Site, numbers: GensetNumbers, controls: Group) -> None:
        super().__init__(site, numbers, up=0)
        self.controls = controls
        self.sets = [Genset(self) for _ in range(numbers.count)]
        self.tank = Tank(site, numbers)
        self.are_ordered = False
        self.open()

    @property
    def live(self) -> bool:
        return self.works and self.controls.up > 0

    def join(self) -> None:
        """One more set is on line."""
        self.count(+1)
        if not self.is_open or self.may_close():
            self.site.evaluate()

    def would_carry(self) -> bool:
        return self.up > 0 and self.site.load_to_come() <= self.capacity_mw

    def follow(self, wanted: bool) -> None:
        """Start all that can start, or stop all; without a set on line the breaker opens."""
        if wanted and not self.tank.is_empty:
            self.are_ordered = True
            for one in self.sets:
                one.start()
        elif self.are_ordered:
            self.are_ordered = False
            for one in self.sets:
                one.stop()
        if not self.up:
            self.open()
