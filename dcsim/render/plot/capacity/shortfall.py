"""What a late phase costs: shortfall and waiting contracts against its lateness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from dcsim.errors import UsageError
from dcsim.measures.capacity import lateness_months
from dcsim.render.plot.capacity.months import words
from dcsim.render.plot.paper import BLUE, RED, new_axes, ruled

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.measures.capacity import Late
    from dcsim.measures.clocks import Floats
    from dcsim.study.capacity import Capacity

MOST_DOTS = 2_000


def shortfall(result: Capacity, ax: Axes | None = None, *, phase: str | None = None) -> Axes:
    """Every replication as dots, and means with intervals by how late `phase` was; the last if not said.

    Draws on `ax`, or on a new figure of 8 × 5 in. Raises UsageError where no phase is ever late, or this one.
    """
    name = _checked(result, phase)
    axes = new_axes() if ax is None else ax
    rolled, bins = result.rolled, result.late[name]
    late = lateness_months(rolled, name)
    at = [float(late[_inside(late, one)].mean()) for one in bins]
    _dots(axes, late, rolled.mw_months(rolled.unserved), BLUE)
    _means(axes, at, [one.unserved for one in bins], BLUE, "contracts waiting for a hall")
    if result.shortfall.any.value:
        _dots(axes, late, rolled.mw_months(rolled.shortfall), RED)
        _means(axes, at, [one.shortfall for one in bins], RED, "shortfall")
    axes.set_xlim(left=-0.02 * max(1.0, float(late.max())))
    axes.set_ylim(bottom=0)
    axes.set_xlabel(f"months by which '{name}' is late")
    axes.set_ylabel("MW·months over the horizon")
    ruled(axes)
    below = "dots: replications; means with 95 % intervals" + "; no shortfall" * (
        not result.shortfall.any.value
    )
    words(axes, result, f"what lateness of '{name}' costs", below)
    axes.legend(loc="upper left", fontsize=8, frameon=True, framealpha=0.85, edgecolor="none")
    return axes


def _checked(result: Capacity, phase: str | None) -> str:
    if not result.late:
        raise UsageError("no lateness to draw: no phase of this scenario is ever late")
    if phase is None:
        return max(result.late, key=lambda name: result.phases[name].planned_h)
    if phase not in result.late:
        raise UsageError(f"'{phase[:60]}' is never late; late are: {', '.join(result.late)}")
    return phase


def _inside(late: Floats, one: Late) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return (late > one.above) & (late <= one.up_to) if not one.on_time else late <= one.up_to


def _dots(axes: Axes, late: Floats, amounts: Floats, colour: str) -> None:
    shown = slice(0, MOST_DOTS)
    axes.plot(
        late[shown], amounts[shown], marker=".", markersize=3, linestyle="none", color=colour, alpha=0.25
    )


def _means(axes: Axes, at: list[float], bins: list[Estimate], colour: str, label: str) -> None:
    value = np.array([one.value or 0.0 for one in bins])
    low = np.array([one.low if one.low is not None else one.value or 0.0 for one in bins])
    high = np.array([one.high if one.high is not None else one.value or 0.0 for one in bins])
    spread = np.array([value - low, high - value]).clip(min=0.0)
    axes.errorbar(at, value, yerr=spread, fmt="o", markersize=5, capsize=3, color=colour, label=label)
