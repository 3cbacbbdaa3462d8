"""Random losses of the mains, long and short and soon after one another, with sets that fail in all of them."""

from __future__ import annotations

import random
from typing import Any

from tests.engine.by_hand import SETS, TWO_FEEDS, Row, Story

_LAST_H = 260.0


def random_story(seed: int) -> Story:
    """The story of a seed; chance within its episodes decides how it ends."""
    rng = random.Random(seed)
    count, changes = _sets(rng)
    two_feeds = rng.random() < 0.3
    losses = _losses(rng)
    history = {"region" if two_feeds else "mains": losses, "gensets": _failures(rng, losses, count)}
    if two_feeds:
        history["east"] = [(hour + 0.5, rng.choice((0.2, 2))) for hour in range(20, 250, 37)]
    return Story(history, None, site=TWO_FEEDS if two_feeds else SETS, changes=changes)


def _sets(rng: random.Random) -> tuple[int, dict[str, object]]:
    """How many sets there are for 1.5 MW, and what they, the board and the battery are like."""
    rating_mw = rng.choice((0.3, 0.5, 0.75, 1.6))
    enough = int(-(-1.5 // rating_mw))
    count = enough + rng.choice((0, 0, 1, 1, 2, 3))
    sets: dict[str, Any] = {
        "rating_mw": rating_mw,
        "count": count,
        "fail_to_start": rng.choice((0, 0, 0.05, 0.2)),
        "start_attempts": rng.choice((1, 1, 2)),
        "attempt_s": rng.choice((0, 7)),
        "start_s": rng.choice((5, 10, 30, {"law": "uniform", "low": 5, "high": 30})),
        "sync_s": rng.choice((0, 5, 20, {"law": "uniform", "low": 0, "high": 20})),
        "mttf_h": rng.choice((8, 20, 60, {"law": "weibull", "shape": 2, "scale": 20})),
        "mttr_h": rng.choice((0.3, 2, 10, 30)),
        "confirm_s": rng.choice((0, 3)),
        "stable_min": rng.choice((0, 0, 10)),
        "retransfer": rng.choice(("closed", "open")),
        "cooldown_min": rng.choice((0, 5)),
        "overload_s": rng.choice((5, 30)),
        "reset_h": rng.choice((1, 5)),
    }
    if rng.random() < 0.2:
        sets["needed"] = enough
    if rng.random() < 0.4:
        trucks = {"lead_h": 3, "truck_m3": 2, "trucks_per_day": 6} if rng.random() < 0.3 else {}
        tank = {"tank_h": rng.choice((1.7, 6.3, 20)), "refill_h": rng.choice((0, 5, 40))}
        sets["fuel"] = {**tank, **trucks, "burn": rng.choice(("load", "constant"))}
    return count, {
        **{f"power.gensets.{field}": value for field, value in sets.items()},
        "power.board.transfer.fail_to_transfer": rng.choice((0, 0, 0.1)),
        "power.ups.battery_min": rng.choice((0.9, 5.3, 31)),
        "power.ups.recharge_min": rng.choice((10, 300)),
    }


def _losses(rng: random.Random) -> list[Row]:
    """Of seconds, hours or most of a day; the next in minutes, hours or days."""
    found: list[Row] = []
    hour = 5.0
    while hour < _LAST_H:
        length = rng.choice((rng.uniform(0.001, 0.02), rng.uniform(0.2, 3), rng.uniform(3, 20), 1.0, 4.0))
        found.append((hour, length))
        after = (rng.uniform(0.001, 0.05), rng.uniform(0.5, 5), rng.uniform(20, 60), rng.uniform(40, 80))
        hour += length + rng.choice(after)
    return found


def _failures(rng: random.Random, losses: list[Row], count: int) -> list[Row]:
    """Calendar failures of sets just before, in and at the end of every other loss."""
    found: list[Row] = []
    up_again = [0.0] * count
    for start, length, *_ in losses:
        unit = rng.randrange(count)
        hour = start + rng.choice((-1, -0.001, 0.001, 0.002, 0.004, 0.01, length / 2, length))
        lasts = rng.choice((0.003, 0.5, 5))
        if rng.random() < 0.5 and hour > up_again[unit] + 0.01:
            found.append((hour, lasts, unit))
            up_again[unit] = hour + lasts
    return found
