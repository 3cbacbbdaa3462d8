"""Siblings without a formula: each answered by a plain program that does what the pages of the language say."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from .by_force import HORIZON_H, YEARS, by_force, lognormal, unit_life
from .checker import YEAR_H
from .readings import site
from .sibling import Sibling, head

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
    yield by_force("a battery that is often not full", text, 20, _emptied_h, 200)


class _Sets:
    """Two of three sets through ten years of losses: starts, run failures, repairs, a tank, trucks."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.repair = lognormal(20, 1)
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
    yield by_force(
        "losses, sets, repairs, a tank and trucks", text, 450, lambda rng: _Sets(rng).down_h(), 900
    )


# ---------------------------------------------------------------------- single years


def _years(rng: random.Random) -> list[float]:
    """Hours down in single years on the service clock, of one unit and 12 h of recovery."""
    hours, until = [0.0] * YEARS, 0.0
    for failed, repaired in unit_life(rng, 3000, lognormal(10, 1)):
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


FAMILIES = (_battery, _fuel, _good_years)
