"""Siblings without a formula: each answered by a plain program that does what the pages of the language say.

The programs know nothing of the package. They draw with the generator of the standard library, in hours, and give the
hours down of one replication of ten years; the standard error of their mean enters z.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from heapq import heappop, heappush
from statistics import stdev

from .checker import YEAR_H
from .readings import complement, site
from .sibling import Sibling, head

YEARS = 10
HORIZON_H = YEARS * YEAR_H
Interval = tuple[float, float]
Length = Callable[[random.Random], float]


def _lognormal(mean: float, cv: float) -> Length:
    sigma = math.sqrt(math.log1p(cv * cv))
    mu = math.log(mean) - sigma**2 / 2
    return lambda rng: math.exp(rng.gauss(mu, sigma))


def _sibling(
    name: str, text: str, replications: int, hours_down: Callable[[random.Random], float], programs: int
) -> Sibling:
    """From a program that draws the hours down of one replication, so many times."""

    def expected() -> tuple[float, float]:
        rng = random.Random(1)
        drawn = [hours_down(rng) / HORIZON_H for _ in range(programs)]
        return math.fsum(drawn) / programs, stdev(drawn) / math.sqrt(programs)

    return Sibling(name, text, replications, expected, complement("facility_availability"))


def _life(rng: random.Random, mean_h: float, repair: Length) -> list[Interval]:
    """When a unit is in repair."""
    failed, at = [], 0.0
    while (at := at + rng.expovariate(1 / mean_h)) < HORIZON_H:
        begin, at = at, at + repair(rng)
        failed.append((begin, at))
    return failed


def _short_h(units: Sequence[Sequence[Interval]], needed: int) -> float:
    """Hours in which fewer than `needed` units are up; a unit's intervals may overlap."""
    changes = []
    for intervals in units:
        joined: list[list[float]] = []
        for begin, end in sorted(intervals):
            if joined and begin <= joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], end)
            else:
                joined.append([begin, end])
        for begin, end in joined:
            changes += [(begin, -1), (min(end, HORIZON_H), 1)]
    up, last, short = len(units), 0.0, 0.0
    for at, change in sorted(changes):
        short += at - last if up < needed else 0.0
        up, last = up + change, at
    return short


# ---------------------------------------------------------------------- crews and spares


def _waiting_h(rng: random.Random) -> float:
    """Two of four needed, one crew that needs 3 h to come, two spares; one comes 200 h after one was taken."""
    count, needed, life, repair, spares, restock = 4, 2, 300.0, _lognormal(30, 0.7), 2, 200.0
    events: list[tuple[float, int, str]] = [
        (rng.expovariate(1 / life), unit, "fails") for unit in range(count)
    ]
    events.sort()
    waiting: list[Interval] = []
    free, up, last, short = 1, count, 0.0, 0.0
    while events:
        now, unit, what = heappop(events)
        if now >= HORIZON_H:
            break
        short += now - last if up < needed else 0.0
        last = now
        if what == "fails":
            up -= 1
            waiting.append((now + 3, unit))
            heappush(events, (now + 3, unit, "calls"))
        elif what == "repaired":
            up, free = up + 1, free + 1
            heappush(events, (now + rng.expovariate(1 / life), unit, "fails"))
        elif what == "restocked":
            spares += 1
        while free and spares and waiting and waiting[0][0] <= now:
            _, next_ = waiting.pop(0)
            free, spares = free - 1, spares - 1
            heappush(events, (now + restock, -1, "restocked"))
            heappush(events, (now + repair(rng), next_, "repaired"))
    return short + (HORIZON_H - last if up < needed else 0.0)


def _spares() -> Iterator[Sibling]:
    text = head(f"years: {YEARS}") + (
        "  units: {kind: element, count: 4, needed: 2, mttf_h: 300, mttr_h: {mean: 30, cv: 0.7}, fed_by: [mains], "
        "crew: all, spares: {count: 2, restock_h: 200}}\n"
        "halls: {hall: {it_mw: 1, cords: [units]}}\ncrews: {all: {count: 1, callout_h: 3}}\n"
    )
    yield _sibling("a crew that must come, and spares", text, 80, _waiting_h, 150)


# ---------------------------------------------------------------------- maintenance


def _maintained_h(rng: random.Random, recall_h: float | None) -> float:
    """Three of four needed, each out for 80 h three times a year, not while another is failed or out.

    The n-th of all works is due half a gap after n gaps; it lapses when the same unit's next is due.
    """
    count, out_h, gap = 4, 80.0, YEAR_H / 12
    failed = [_life(rng, 500, _lognormal(30, 1)) for _ in range(count)]
    works: list[list[Interval]] = [[] for _ in range(count)]
    due = [(gap / 2 + n * gap, n) for n in range(round(HORIZON_H / gap))]
    while due:
        now, n = heappop(due)
        unit, lapses = n % count, gap / 2 + (n + count) * gap
        if now >= min(lapses, HORIZON_H):
            continue
        others = [failed[one] + works[one] for one in range(count) if one != unit]
        busy = [end for intervals in others for begin, end in intervals if begin <= now < end]
        if busy:
            heappush(due, (max(busy), n))
            continue
        end = now + out_h
        if recall_h is not None:
            fails = (begin for one in others for begin, _ in one if now < begin < end)
            end = min([end, *(begin + recall_h for begin in fails)])
        works[unit].append((now, end))
    return _short_h([a + b for a, b in zip(failed, works, strict=True)], 3)


def _maintenance() -> Iterator[Sibling]:
    for name, recall_h in (("put off", None), ("put off and recalled", 5.0)):
        recalled = "" if recall_h is None else f", recall_h: {recall_h:g}"
        text = head(f"years: {YEARS}") + (
            "  units: {kind: element, count: 4, needed: 3, mttf_h: 500, mttr_h: {mean: 30, cv: 1}, fed_by: [mains], "
            f"maintenance: {{hours: 80, per_year: 3{recalled}}}}}\n"
            "halls: {hall: {it_mw: 1, cords: [units]}}\n"
        )
        yield _sibling(
            f"maintenance of 3 of 4, {name}", text, 120, partial(_maintained_h, recall_h=recall_h), 300
        )


# ---------------------------------------------------------------------- batteries and fuel


def _emptied_h(rng: random.Random) -> float:
    """An hour of battery, full again 20 h after it was empty, against 400 losses a year."""
    level, down, now = 1.0, 0.0, 0.0
    while (begin := now + rng.expovariate(400 / YEAR_H)) < HORIZON_H:
        level = min(1.0, level + (begin - now) / 20)
        now = min(HORIZON_H, begin + 0.5 * math.exp(rng.gauss(0, 0.9)))
        down += max(0.0, now - begin - level)
        level = max(0.0, level - (now - begin))
    return down


def _battery() -> Iterator[Sibling]:
    loss = "{hits: [mains], per_year: 400, duration_h: {median: 0.5, sigma: 0.9}}"
    text = head(f"years: {YEARS}", grid=f"  interruptions: {{loss: {loss}}}\n", feed="") + (
        "  ups: {kind: ups, rating_mw: 2, battery_min: 30, recharge_min: 1200, mttf_h: never, fed_by: [mains]}\n"
        "halls: {hall: {it_mw: 1, cords: [ups]}}\n"
    )
    yield _sibling("a battery that is often not full", text, 20, _emptied_h, 200)


class _Sets:
    """Two of three sets through ten years of losses: starts, run failures, repairs, a tank, trucks."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.repair = _lognormal(20, 1)
        self.free_at = [0.0] * 3
        self.fails_at: list[float | None] = [None] * 3
        self.dry = False

    def start(self, unit: int, now: float) -> None:
        if self.rng.random() < 0.05:
            self.free_at[unit] = now + self.repair(self.rng)
        else:
            self.fails_at[unit] = now + self.rng.expovariate(1 / 60)

    def start_all(self, now: float) -> None:
        self.dry = False
        for unit in range(3):
            if self.free_at[unit] <= now:
                self.start(unit, now)

    def next(self) -> tuple[float, str, int]:
        """What the sets do next, by themselves."""
        running = [(at, "fails", unit) for unit, at in enumerate(self.fails_at) if at is not None]
        repaired = [
            (self.free_at[unit], "repaired", unit) for unit, at in enumerate(self.fails_at) if at is None
        ]
        return min([*running, *repaired])

    def down_h(self) -> float:
        """Hours of fuel: 12 in the tank, 6 by truck 10 h after a loss and every 12 h; 40 h to fill it afterwards."""
        level, now, down = 12.0, 0.0, 0.0
        while (begin := now + self.rng.expovariate(12 / YEAR_H)) < HORIZON_H:
            level = min(12.0, level + 12 * (begin - now) / 40)
            end, now, truck = begin + 8 * math.exp(1.1 * self.rng.gauss(0, 1)), begin, begin + 10
            end = min(end, HORIZON_H)
            self.start_all(now)
            while now < end:
                carries = not self.dry and sum(at is not None for at in self.fails_at) >= 2
                steps = [(end, "ends", 0), (truck, "truck", 0)]
                if carries:
                    steps.append((now + level, "dry", 0))
                if not self.dry:
                    steps += [one for one in (self.next(),) if one[0] > now]
                at, what, unit = min(steps)
                if carries:
                    level -= at - now
                else:
                    down += at - now
                now = at
                if what == "fails":
                    self.fails_at[unit], self.free_at[unit] = None, now + self.repair(self.rng)
                elif what == "repaired":
                    self.start(unit, now)
                elif what == "dry":
                    self.dry, level, self.fails_at = True, 0.0, [None] * 3
                elif what == "truck":
                    level, truck = min(12.0, level + 6), truck + 12
                    if self.dry:
                        self.start_all(now)
            self.fails_at = [None] * 3
        return down


def _fuel() -> Iterator[Sibling]:
    """Two MW burn half a cubic metre an hour."""
    loss = "{hits: [mains], per_year: 12, duration_h: {median: 8, sigma: 1.1}}"
    text = head(f"years: {YEARS}", grid=f"  interruptions: {{loss: {loss}}}\n", feed="") + (
        "  gensets: {kind: genset, count: 3, needed: 2, rating_mw: 1, fail_to_start: 0.05, mttf_h: 60, "
        "mttr_h: {mean: 20, cv: 1}, start_s: 0, sync_s: 0, confirm_s: 0, attempt_s: 0, fuel: {usable_m3: 6, "
        "litres_per_kwh: 0.25, lead_h: 10, truck_m3: 3, trucks_per_day: 2, refill_h: 40}}\n"
        "halls: {hall: {it_mw: 2, cords: [mains, gensets]}}\n"
    )
    yield _sibling(
        "losses, sets, repairs, a tank and trucks", text, 450, lambda rng: _Sets(rng).down_h(), 900
    )


# ---------------------------------------------------------------------- what nobody sees


def _next_test(after: float, unit: int, count: int, every_h: float) -> float:
    """Unit n of so many is tested at n + 1 of as many parts of the interval, and so on."""
    first = every_h * (unit + 1) / count
    return first + max(0, math.floor((after - first) / every_h) + 1) * every_h


def _unseen_h(rng: random.Random) -> float:
    """Two of three needed; tests every 1,000 h find four of five hidden failures, an overhaul every 4,000 h all."""
    repair, units = _lognormal(30, 1), []
    for unit in range(3):
        down, now = [], 0.0
        while now < HORIZON_H:
            seen, unseen = rng.expovariate(1 / 800), rng.expovariate(1 / 2000)
            now += min(seen, unseen)
            found = now
            if unseen < seen:
                found = _next_test(now, unit, 3, 1000 if rng.random() < 0.8 else 4000)
            end = found + repair(rng)
            down.append((now, end))
            now = end
        units.append([one for one in down if one[0] < HORIZON_H])
    return _short_h(units, 2)


def _asked_h(rng: random.Random) -> float:
    """One of two sets needed, a hidden failure in 3,000 h, found by a test every 2,190 h or by a loss."""
    ready = [rng.expovariate(1 / 3000) for _ in range(2)]  # when each set fails next
    free = [0.0, 0.0]  # and from when on it is in order
    down, now, repair = 0.0, 0.0, _lognormal(40, 0.5)

    def repaired(unit: int, found: float) -> None:
        free[unit] = found + repair(rng)
        ready[unit] = free[unit] + rng.expovariate(1 / 3000)

    while (begin := now + rng.expovariate(8 / YEAR_H)) < HORIZON_H:
        now = min(HORIZON_H, begin + 6 * math.exp(rng.gauss(0, 1)))
        for unit in range(2):
            while ready[unit] < begin and (test := _next_test(ready[unit], unit, 2, 2190)) < begin:
                repaired(unit, test)
            if ready[unit] < begin:
                repaired(unit, begin)
        down += max(0.0, min(now, *free) - begin)
    return down


def _hidden() -> Iterator[Sibling]:
    text = head(f"years: {YEARS}") + (
        "  units: {kind: element, count: 3, needed: 2, mttf_h: 800, mttr_h: {mean: 30, cv: 1}, fed_by: [mains], "
        "hidden_failures_per_year: 4.38, tests: {every_h: 1000, coverage: 0.8, overhaul_every_h: 4000}}\n"
        "halls: {hall: {it_mw: 1, cords: [units]}}\n"
    )
    yield _sibling("tests that do not find everything", text, 250, _unseen_h, 400)
    loss = "{hits: [mains], per_year: 8, duration_h: {median: 6, sigma: 1}}"
    text = head(f"years: {YEARS}", grid=f"  interruptions: {{loss: {loss}}}\n", feed="") + (
        "  gensets: {kind: genset, count: 2, needed: 1, rating_mw: 1, fail_to_start: 0, mttf_h: never, "
        "mttr_h: {mean: 40, cv: 0.5}, start_s: 0, sync_s: 0, confirm_s: 0, attempt_s: 0, "
        "hidden_failures_per_year: 2.92, tests: {every_h: 2190, hours: 0.01}}\n"
        "halls: {hall: {it_mw: 1, cords: [mains, gensets]}}\n"
    )
    yield _sibling("sets that are tested, and asked by losses", text, 2700, _asked_h, 4000)


# ---------------------------------------------------------------------- single years


def _years(rng: random.Random) -> list[float]:
    """Hours down in single years on the service clock, of one unit and 12 h of recovery."""
    hours, until = [0.0] * YEARS, 0.0
    for failed, repaired in _life(rng, 3000, _lognormal(10, 1)):
        begin, until = max(failed, until), max(until, min(repaired + 12, HORIZON_H))
        while begin < until:
            year = int(begin // YEAR_H)
            end = min(until, (year + 1) * YEAR_H)
            hours[year] += end - begin
            begin = end
    return hours


def _good_years() -> Iterator[Sibling]:
    """P(a year of at most 24 or 100 h), with recoveries that merge and outages that go on over the new year."""
    for most in (24.0, 100.0):

        def expected(most: float = most) -> tuple[float, float]:
            rng = random.Random(1)
            found = [hours <= most for _ in range(4000) for hours in _years(rng)]
            share = sum(found) / len(found)
            return share, math.sqrt(share * (1 - share) / len(found))

        text = head(f"years: {YEARS}", site=f", target: {{availability: {1 - most / YEAR_H:.15g}}}").replace(
            "it_recovery_h: 0", "it_recovery_h: 12"
        ) + (
            "  unit: {kind: element, mttf_h: 3000, mttr_h: {mean: 10, cv: 1}, fed_by: [mains]}\n"
            "halls: {hall: {it_mw: 1, cords: [unit]}}\n"
        )
        name = f"a year of at most {most:g} h, with recovery"
        read = site("year_meets_target_probability")
        yield Sibling(name, text, 2500, expected, read, near_one=most > 50)


FAMILIES = (_spares, _maintenance, _battery, _fuel, _good_years, _hidden)
