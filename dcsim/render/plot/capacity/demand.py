"""Who draws what: the mean draw of each tenant, on top of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib
import numpy as np
from matplotlib.axes import Axes

from dcsim.errors import UsageError
from dcsim.render.plot.capacity.months import legend_below, step, steps, words, year_axis
from dcsim.render.plot.paper import BLUE, GREY, RED, new_axes

if TYPE_CHECKING:
    from dcsim.measures.clocks import Floats
    from dcsim.study.capacity import Capacity

MOST = 9
"""Tenants with a colour of their own; the smaller ones are drawn as one."""


def demand(result: Capacity, ax: Axes | None = None) -> Axes:
    """Mean draw by tenant (or hall without tenants), stacked, under the peak and what is usable.

    Draws on `ax`, or on a new figure of 8 × 5 in. Raises UsageError where nothing is ever drawn.
    """
    rows = _rows(result)
    if not rows:
        raise UsageError("no demand to draw: nothing is drawn within the horizon")
    axes = new_axes() if ax is None else ax
    colours = matplotlib.colormaps["tab20"](np.arange(len(rows)))
    (ends, _), *_ = curves = [steps(row) for row in rows.values()]
    stack = [curve for _, curve in curves]
    axes.stackplot(ends, *stack, labels=list(rows), colors=list(colours), step="pre", alpha=0.9)
    middle = {name: bands.p50 for name, bands in result.by_month.items()}
    step(axes, middle["peak"], color=RED, linewidth=1.4, label="peak of the month (P50)")
    step(axes, middle["usable"], color=BLUE, linewidth=1.6, label="usable (P50)")
    step(axes, middle["installed"], color=GREY, linewidth=1.0, linestyle=":", label="hall space (P50)")
    year_axis(axes, result)
    axes.set_ylim(bottom=0)
    axes.set_ylabel("MW of IT")
    words(axes, result, "who draws what", "mean draw by tenant")
    legend_below(axes, is_own_figure=ax is None)
    return axes


def _rows(result: Capacity) -> dict[str, Floats]:
    """Mean draw by tenant, the largest each for itself, those that draw nothing left out."""
    drawn = {name: one.drawn.mean for name, one in result.tenants.items() if one.drawn.mean.any()}
    ranked = sorted(drawn, key=lambda name: (-float(drawn[name].sum()), name))
    kept = set(ranked if len(ranked) <= MOST + 1 else ranked[:MOST])
    rows = {name: row for name, row in drawn.items() if name in kept}
    rest = [row for name, row in drawn.items() if name not in kept]
    return rows | ({f"{len(rest)} others": np.sum(rest, axis=0)} if rest else {})
