"""Siblings of upkeep without a formula: each answered by a plain program that does what the pages of the language say."""

from __future__ import annotations

import math
import random
from bisect import bisect
from collections.abc import Iterator
from functools import partial
from heapq import heappop, heappush

from .by_force import HORIZON_H, YEARS, Interval, by_force, lognormal, short_h, unit_life
from .checker import YEAR_H
from .sibling import Sibling, head

# ---------------------------------------------------------------------- crews and spares


def _waiting_h(rng: random.Random) -> float:
    """Two of four needed, one crew that needs 3 h to come, two spares; one comes 200 h after one was taken."""
    count, needed, life, repair, spares, restock = 4, 2, 300.0, lognormal(30, 0.7), 2, 200.0
    events: list[tuple[float, int, str]] = [
        (rng.expovariate(1 / life), unit, "fails") for unit in range(count)
    ]
    events.sort()
    waiting: list[tuple[float, int]] = []
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
    yield by_force("a crew that must come, and spares", text, 80, _waiting_h, 150)


# ---------------------------------------------------------------------- maintenance


def _maintained_h(rng: random.Random, recall_h: float | None) -> float:
    """Three of four needed, each out for 80 h three times a year, not while another is failed or out.

    The n-th of all works is due half a gap after n gaps; it lapses when the same unit's next is due.
    """
    count, out_h, gap = 4, 80.0, YEAR_H / 12
    failed = [unit_life(rng, 500, lognormal(30, 1)) for _ in range(count)]
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
    return short_h([a + b for a, b in zip(failed, works, strict=True)], 3)


def _maintenance() -> Iterator[Sibling]:
    for name, recall_h in (("put off", None), ("put off and recalled", 5.0)):
        recalled = "" if recall_h is None else f", recall_h: {recall_h:g}"
        text = head(f"years: {YEARS}") + (
            "  units: {kind: element, count: 4, needed: 3, mttf_h: 500, mttr_h: {mean: 30, cv: 1}, fed_by: [mains], "
            f"maintenance: {{hours: 80, per_year: 3{recalled}}}}}\n"
            "halls: {hall: {it_mw: 1, cords: [units]}}\n"
        )
        yield by_force(
            f"maintenance of 3 of 4, {name}", text, 120, partial(_maintained_h, recall_h=recall_h), 300
        )


# ---------------------------------------------------------------------- what nobody sees


def _next_test(after: float, unit: int, count: int, every_h: float) -> float:
    """Unit n of so many is tested at n + 1 of as many parts of the interval, and so on."""
    first = every_h * (unit + 1) / count
    return first + max(0, math.floor((after - first) / every_h) + 1) * every_h


def _unseen_h(rng: random.Random) -> float:
    """Two of three needed; tests every 1,000 h find four of five hidden failures, an overhaul every 4,000 h all."""
    repair, units = lognormal(30, 1), []
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
    return short_h(units, 2)


def _asked_h(rng: random.Random) -> float:
    """One of two sets needed, a hidden failure in 3,000 h, found by a test every 2,190 h or by a loss."""
    ready = [rng.expovariate(1 / 3000) for _ in range(2)]  # when each set fails next
    free = [0.0, 0.0]  # and from when on it is in order
    down, now, repair = 0.0, 0.0, lognormal(40, 0.5)

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
    yield by_force("tests that do not find everything", text, 250, _unseen_h, 400)
    loss = "{hits: [mains], per_year: 8, duration_h: {median: 6, sigma: 1}}"
    text = head(f"years: {YEARS}", grid=f"  interruptions: {{loss: {loss}}}\n", feed="") + (
        "  gensets: {kind: genset, count: 2, needed: 1, rating_mw: 1, fail_to_start: 0, mttf_h: never, "
        "mttr_h: {mean: 40, cv: 0.5}, start_s: 0, sync_s: 0, confirm_s: 0, attempt_s: 0, "
        "hidden_failures_per_year: 2.92, tests: {every_h: 2190, hours: 0.01}}\n"
        "halls: {hall: {it_mw: 1, cords: [mains, gensets]}}\n"
    )
    yield by_force("sets that are tested, and asked by losses", text, 2700, _asked_h, 4000)


# ---------------------------------------------------------------------- nobody comes


def _alone_h(rng: random.Random) -> float:
    """Two of three needed; after each of 12 floods a year, of 30 h, nobody who is called comes for 72 h."""
    floods, now = [], 0.0
    while (now := now + rng.expovariate(12 / YEAR_H)) < HORIZON_H:
        floods.append(now)
        now += 30.0
    repair, units = lognormal(20, 1), []
    for _ in range(3):
        down, now = [], 0.0
        while (now := now + rng.expovariate(1 / 250)) < HORIZON_H:
            latest = bisect(floods, now) - 1
            begins = max(now, floods[latest] + 72) if latest >= 0 else now
            while latest + 1 < len(floods) and floods[latest + 1] < begins:  # another flood keeps them away
                latest += 1
                begins = floods[latest] + 72
            end = begins + repair(rng)
            down.append((now, end))
            now = end
        units.append(down)
    return short_h(units, 2)


def _nobody_comes() -> Iterator[Sibling]:
    flood = "{hits: [roads], per_year: 12, duration_h: 30, crew_delay_h: 72}"
    grid = f"  weather: {{flood: {flood}}}\n"
    text = head(f"years: {YEARS}", grid=grid, feeds="    mains: {mttf_h: never}\n    roads: {}\n") + (
        "  units: {kind: element, count: 3, needed: 2, mttf_h: 250, mttr_h: {mean: 20, cv: 1}, fed_by: [mains, roads]}\n"
        "halls: {hall: {it_mw: 1, cords: [units]}}\n"
    )
    yield by_force("repairs that wait for the road", text, 60, _alone_h, 200)


FAMILIES = (_spares, _maintenance, _hidden, _nobody_comes)
