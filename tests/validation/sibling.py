"""One sibling, and the pieces of scenario text that siblings are made of."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from .checker import YEAR_H, Reading


@dataclass(frozen=True)
class Sibling:
    """One scenario, one figure. `near_one`: the standard error is judged by the complement.

    Where a program draws what is expected, `expected` is that program: it gives the figure and its standard error.
    """

    name: str
    text: str
    replications: int
    expected: float | Callable[[], tuple[float, float]]
    read: Reading
    near_one: bool = False

    def answer(self) -> tuple[float, float]:
        """What is expected, and its standard error."""
        return self.expected() if callable(self.expected) else (self.expected, 0.0)


HEAD = """
format: 1
site: {{name: Sibling, it_recovery_h: 0{site}}}
horizon: {{{horizon}}}
grid:
  feeds:
{feeds}{grid}power:
"""


def head(
    horizon: str = "years: 20",
    feed: str = "mttf_h: never",
    grid: str = "",
    site: str = "",
    feeds: str = "",
) -> str:
    """Everything before the groups; `feeds` in place of the one feed `mains`."""
    feeds = feeds or f"    mains: {{{feed}}}\n"
    return HEAD.format(horizon=horizon, feeds=feeds, grid=grid, site=site)


def block(count: int, needed: int, life: str, repair: str, more: str = "") -> str:
    return (
        f"  block: {{kind: element, count: {count}, needed: {needed}, mttf_h: {life}, mttr_h: {repair}, "
        f"fed_by: [mains]{more}}}\nhalls: {{hall: {{it_mw: 1, cords: [block]}}}}\n"
    )


def exponential(mean: float) -> str:
    return f"{{law: exponential, mean: {mean:g}}}"


OUTAGES = 8_000
"""So many outages bring the standard error of a share of time below 2 %."""


def horizons(per_h: float, years: int = 20) -> int:
    """Replications of so many years with that many outages in all; never fewer than ten."""
    return max(10, math.ceil(OUTAGES / (per_h * YEAR_H * years)))


def sets(count: int, needed: int, start: float, life: str, more: str, mw: float) -> str:
    return (
        f"  gensets: {{kind: genset, count: {count}, needed: {needed}, rating_mw: 1, fail_to_start: {start:g}, "
        f"mttf_h: {life}, start_s: 0, sync_s: 0, confirm_s: 0, attempt_s: 0{more}}}\n"
        f"halls: {{hall: {{it_mw: {mw:g}, cords: [mains, gensets]}}}}\n"
    )


def outage(law: str) -> str:
    return f"  interruptions: {{outage: {{hits: [mains], at_h: [0], duration_h: {law}}}}}\n"
