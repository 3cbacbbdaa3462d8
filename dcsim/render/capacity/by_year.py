"""The answer year by year, and what lies idle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from dcsim.measures.capacity import QUANTILES
from dcsim.render.capacity.dates import month_names
from dcsim.render.capacity.words import LABEL, band, mw, words_of
from dcsim.render.figures import percent

if TYPE_CHECKING:
    from dcsim.study.capacity import Capacity

_COLUMNS = ("installed", "usable", "sold", "peak", "headroom")
_COLUMN = 11
MOST_YEARS = 12
"""Rows of the table by year; a longer horizon is told every second, third, … year."""


def by_year_lines(result: Capacity) -> list[str]:
    """The last month of each year; P10 and P90 below the P50 where replications differ."""
    spread = " (P50; P10 and P90 below where they differ)" if result.chance else ""
    head = "".join(f"{name:>{_COLUMN}}" for name in _COLUMNS)
    lines = [
        f"Year by year, MW at the end of the month{spread}",
        f"  {'month':<13}{head}  {'N+x':<6}binds",
    ]
    for month in year_ends(result.rolled.months):
        lines += _year(result, month)
    return lines


def _year(result: Capacity, month: int) -> list[str]:
    rows = {name: _cells(result, name, month) for name in QUANTILES}
    name = month_names(result)[month]
    spare, stage = _spare(result, "p50", month), _binding(result, month)
    if len(set(rows.values())) == 1:
        return [f"  {name:<13}{rows['p50']}  {spare:<6}{stage}"]
    below = [
        f"  {'':<9}{word.upper():<4}{rows[word]}  {_spare(result, word, month)}" for word in ("p10", "p90")
    ]
    return [f"  {name:<9}{'P50':<4}{rows['p50']}  {spare:<6}{stage}", *below]


def _cells(result: Capacity, quantile: str, month: int) -> str:
    values = (float(getattr(result.by_month[name], quantile)[month]) for name in _COLUMNS)
    return "".join(f"{mw(value):>{_COLUMN}}" for value in values)


def year_ends(months: int) -> list[int]:
    """The last month of each year of the horizon and the very last, so many that a page holds them."""
    step = 12 * max(1, math.ceil(months / 12 / MOST_YEARS))
    return sorted({*range(step - 1, months, step), months - 1})


def _spare(result: Capacity, quantile: str, month: int) -> str:
    value = float(getattr(result.spare, quantile)[month])
    return "-" if math.isnan(value) else "short" if value < 0 else f"N+{value:.0f}"


def _binding(result: Capacity, month: int) -> str:
    found = result.binding[month]
    if found is None:
        return "nothing in service"
    stage = words_of(found.stage)
    return stage if found.share == 1 else f"{stage} ({percent(found.share)})"


def stranded_lines(result: Capacity) -> list[str]:
    """What lies idle: in the month it is first full in the middle case, else in the last one."""
    middle = result.load_full.first.months["p50"].value
    month = result.rolled.months - 1 if middle is None else int(middle)
    when = "the last month" if middle is None else "when it is full"
    spread = "; P50 and P10, P90" if result.chance else ""
    lines = [f"What is stranded, MW, in {month_names(result)[month]} ({when}{spread})"]
    for label, name in (("sold and not drawn", "undrawn"), ("not sold", "unsold")):
        lines.append(f"  {label:<{LABEL}}{band(result.by_month[name], month)}")
    lines.append("  by stage, what it could serve beyond what is usable")
    rows = [(name, bands) for name, bands in result.stranded.items() if np.isfinite(bands.p50[month])]
    for name, bands in sorted(rows, key=lambda row: (-float(row[1].p50[month]), row[0])):
        beyond = "0: this binds" if bands.p10[month] == bands.p90[month] == 0 else band(bands, month)
        lines.append(f"    {words_of(name):<{LABEL - 2}}{beyond}")
    return lines
