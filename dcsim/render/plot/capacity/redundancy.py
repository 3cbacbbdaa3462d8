"""How much redundancy is really there: units that may be absent, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from dcsim.render.plot.capacity.months import between, step, words, year_axis
from dcsim.render.plot.paper import BLUE, RED, new_axes

if TYPE_CHECKING:
    from dcsim.study.capacity import Capacity


def redundancy(result: Capacity, ax: Axes | None = None) -> Axes:
    """N+x by month at the P90 peak: what is there in one case of two, and in nine cases of ten.

    Draws on `ax`, or on a new figure of 8 × 5 in.
    """
    axes = new_axes() if ax is None else ax
    rows = result.spare
    if result.chance and (np.nan_to_num(rows.p10) != np.nan_to_num(rows.p50)).any():
        between(axes, rows.p10, rows.p50, BLUE)
        label = "in nine cases of ten (P10)"
        step(axes, rows.p10, color=BLUE, linewidth=1.0, linestyle="--", label=label)
    step(axes, rows.p50, color=BLUE, linewidth=1.8, label="in one case of two (P50)")
    axes.axhspan(-1.5, -0.5, color=RED, alpha=0.1, linewidth=0, label="not all halls served, nothing failed")
    year_axis(axes, result)
    most = float(np.nanmax(rows.p90)) if np.isfinite(rows.p90).any() else 1.0
    axes.set_ylim(-1.5, max(2.5, most + 0.5))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda x, _: "short" if x < 0 else f"N+{x:.0f}"))
    axes.set_ylabel("units that may be absent, worst choice")
    words(axes, result, "redundancy that is really there", "at the P90 peak of each month")
    axes.legend(loc="upper right", fontsize=8, frameon=True, framealpha=0.85, edgecolor="none")
    return axes
