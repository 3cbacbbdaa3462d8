"""How long a site lasts by when its grid goes: a map of months and hours, or a line of one of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import PercentFormatter

from dcsim.render.parts import applied
from dcsim.render.plot.paper import BLUE, bare, new_axes, title
from dcsim.render.survive_by_start import MONTHS, ends, no_matter, when, widest

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.measures.clocks import Floats
    from dcsim.study.survive import Start, SurvivalByStart

COLOURS = "RdYlBu"
"""From what fails to what lasts, told apart by every eye."""
LABEL = "95 % interval"
CAUSES = "modelled causes only"
_HOURS_APART = 3


def survive(result: SurvivalByStart, ax: Axes | None = None) -> Axes:
    """Share of losses after which the site is still up, by month and hour of the day at which the grid goes.

    The duration is the one asked for to which the start matters most. Where it matters to none the share is
    drawn by duration. Draws on `ax`, or on a new figure.
    """
    axes = new_axes() if ax is None else ax
    number = widest(result)
    name = f"{result.scenario.model.site.name}{applied(result.scenario)}"
    if not result.why:
        _by_duration(axes, result)
        title(axes, f"{name}: still up without the grid", f"{no_matter(result)} {CAUSES.capitalize()}.")
        return axes
    (_map if None not in (*result.months, *result.day_hours) else _line)(axes, result, number)
    title(
        axes,
        f"{name}: still up {result.hours[number]:.12g} h after the grid went",
        f"{_said(result, number)}; {CAUSES}",
    )
    return axes


def _said(result: SurvivalByStart, number: int) -> str:
    """The worst start and the best, and how well any is known."""
    shares = {start: one.survives[number] for start, one in result.starts.items()}
    known = f"each within {math.ceil(100 * max(map(_half_width, shares.values())))} points"
    worst, best = ends(result, number)
    low, high = (f"{100 * (shares[one].value or 0.0):.0f} %" for one in (worst, best))
    if low == high:
        return f"{low} whenever it goes, {known}"
    return f"{low} ({when(worst)}) to {high} ({when(best)}), {known}"


def _half_width(share: Estimate) -> float:
    value = share.value or 0.0
    return max(value - (share.low or 0.0), (1.0 if share.high is None else share.high) - value)


def _map(axes: Axes, result: SurvivalByStart, number: int) -> None:
    """Months across, hours of the day upwards."""
    values = np.array(
        [
            [result.starts[start].survives[number].value for start in result.starts if start.hour == hour]
            for hour in result.day_hours
        ],
        dtype=float,
    )
    mesh = axes.pcolormesh(
        np.arange(len(result.months) + 1) - 0.5,
        np.arange(len(result.day_hours) + 1),
        values,
        cmap=COLOURS,
    )
    axes.set_xticks(range(len(result.months)), MONTHS)
    _name_hours(axes.yaxis)
    axes.set_ylabel("hour of the day at which the grid goes")
    bar = axes.figure.colorbar(mesh, ax=axes, format=PercentFormatter(1.0))
    bar.set_label("still up")


def _line(axes: Axes, result: SurvivalByStart, number: int) -> None:
    """A line over months or hours with its intervals."""
    _band(axes, range(len(result.starts)), [one.survives[number] for one in result.starts.values()])
    if result.months == (None,):
        _name_hours(axes.xaxis)
        axes.set_xlabel("hour of the day at which the grid goes")
    else:
        axes.set_xticks(range(len(result.starts)), [MONTHS[_month(start) - 1] for start in result.starts])
        axes.set_xlabel("month in which the grid goes")


def _month(start: Start) -> int:
    return start.month or 1


def _by_duration(axes: Axes, result: SurvivalByStart) -> None:
    """A point for each duration: what lies between two has not been looked at."""
    (found,) = result.starts.values()
    values, low, high = _ends_of(found.survives)
    axes.errorbar(
        result.hours, values, (values - low, high - values), color=BLUE, fmt="o", capsize=4, label=LABEL
    )
    axes.set_xscale("log")
    axes.set_xticks(result.hours, [f"{hour:.12g}" for hour in result.hours])
    axes.set_xticks([], minor=True)
    axes.set_xlabel("hours without the grid")
    _shares(axes)


def _band(axes: Axes, places: Sequence[float], shares: Sequence[Estimate]) -> None:
    values, low, high = _ends_of(shares)
    axes.fill_between(places, low, high, color=BLUE, alpha=0.2, linewidth=0, label=LABEL)
    axes.plot(places, values, color=BLUE, marker="o", markersize=3)
    _shares(axes)


def _ends_of(shares: Sequence[Estimate]) -> tuple[Floats, Floats, Floats]:
    """Values with the ends of their intervals."""
    columns = [[one.value, one.low, one.high] for one in shares]
    values, low, high = np.array(columns, dtype=float).T
    return values, low, high


def _shares(axes: Axes) -> None:
    axes.set_ylim(-0.02, 1.02)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set_ylabel("still up")
    axes.grid(axis="y", alpha=0.3)
    axes.legend(frameon=False, loc="lower left")
    bare(axes)


def _name_hours(axis: Axis) -> None:
    hours = range(0, 25, _HOURS_APART)
    axis.set_ticks(hours, labels=[f"{hour}:00" for hour in hours])
