"""What pictures over the months of a horizon share: the axis, fans and titles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter

from dcsim.render.capacity.dates import MONTHS_IN_YEAR, start_of
from dcsim.render.parts import applied
from dcsim.render.plot.paper import ruled, title

if TYPE_CHECKING:
    from dcsim.measures.capacity import Bands
    from dcsim.measures.clocks import Floats
    from dcsim.study.capacity import Capacity

MOST_TICKS = 12
ROOM = 1.25
"""Above the highest curve, for the legend."""


def steps(row: Floats) -> tuple[Floats, Floats]:
    """A row of months as points of a curve that steps up to each of them (`pre`): month k ends at k + 1."""
    return np.arange(len(row) + 1, dtype=float), np.concatenate((row[:1], row))


def step(axes: Axes, row: Floats, **look: Any) -> None:
    """A row of months as a stepped line."""
    axes.step(*steps(row), where="pre", **look)


def between(axes: Axes, low: Floats, high: Floats, colour: str) -> None:
    """What lies between two rows of months."""
    (ends, bottom), (_, top) = steps(low), steps(high)
    axes.fill_between(ends, bottom, top, step="pre", color=colour, alpha=0.2, linewidth=0)


def year_axis(axes: Axes, result: Capacity, last: float | None = None) -> None:
    """Years below an axis of months that ends at `last`, the end of the horizon if not given."""
    end = float(result.rolled.months) if last is None else last
    start = start_of(result)
    first = -(start.month - 1)
    step = MONTHS_IN_YEAR * max(1, math.ceil(end / MONTHS_IN_YEAR / MOST_TICKS))
    axes.xaxis.set_major_locator(FixedLocator(list(np.arange(first, end + 1, step))))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda month, _: f"{start.year + round((month - first) / MONTHS_IN_YEAR)}")
    )
    axes.set_xlim(0, end)
    dated = result.scenario.model.horizon.start is not None
    axes.set_xlabel("1 January of each year" if dated else "year of the horizon, from its first day")
    ruled(axes)


def fan(axes: Axes, rows: Bands, colour: str, label: str) -> None:
    """The middle of a quantity as a line, P10 to P90 around it."""
    if (rows.p10 != rows.p90).any():
        between(axes, rows.p10, rows.p90, colour)
    step(axes, rows.p50, color=colour, linewidth=1.8, label=label)


def legend_below(axes: Axes, *, is_own_figure: bool) -> None:
    """Each label once: below everything, or in a corner of axes that somebody else has placed."""
    handles, labels = axes.get_legend_handles_labels()
    unique = dict(zip(labels, handles, strict=True))
    look: dict[str, Any] = {"fontsize": 8, "frameon": False, "ncols": min(4, len(unique))}
    if is_own_figure:
        axes.figure.legend(unique.values(), unique.keys(), loc="outside lower center", **look)
    else:
        axes.legend(unique.values(), unique.keys(), loc="best", **look)


def words(axes: Axes, result: Capacity, what: str, below: str = "") -> None:
    """The title, and below it how it was got."""
    name = f"{result.scenario.model.site.name}{applied(result.scenario)}: {what}"
    chance = f"{result.replications:,} replications" if result.chance else "no chance in the plan"
    title(axes, name, f"{below}{'; ' * bool(below)}{chance}, without failures")
