"""What limits the site: facility downtime by minimal cut, worst first, with the share it adds up to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from dcsim.errors import UsageError
from dcsim.render.parts import applied
from dcsim.render.plot.paper import BLUE, GREY, RED, new_axes, ruled, title

if TYPE_CHECKING:
    from dcsim.measures import Cause
    from dcsim.study import Result

MOST_BARS = 10
_BAR_IN, _FRAME_IN, _WIDTH_IN = 0.45, 2.2, 10.0
_UPPER_PT = 20
"""Height of the upper axis with its numbers."""


def causes(result: Result, ax: Axes | None = None) -> Axes:
    """Hours a year of facility downtime by cause with 95 % intervals, and the cumulative share.

    Draws on `ax`, or on a new figure. Raises UsageError where no outage was seen or lengths are not
    observed.
    """
    rows = [row for row in result.cause_groups if row.downtime_h_per_year.value is not None]
    if not rows:
        raise UsageError("no causes to draw: no outage was seen, or their lengths are not observed")
    shown = rows[:MOST_BARS]
    axes = new_axes((_WIDTH_IN, _FRAME_IN + _height_in(shown))) if ax is None else ax
    _bars(axes, shown)
    twin = _cumulative(axes, shown)
    _legend(axes, twin, shown, is_own_figure=ax is None)
    rest = sum(row.share or 0.0 for row in rows[MOST_BARS:])
    more = f"; {len(rows) - MOST_BARS} more lines, {100 * rest:.2g} % of it" if rows[MOST_BARS:] else ""
    below = f"{len(result.outages):,} facility outages in {result.site_years:,.0f} site-years{more}"
    title(
        axes,
        f"{result.scenario.model.site.name}{applied(result.scenario)}: what limits it",
        f"{below}; modelled causes only",
        _UPPER_PT,
    )
    return axes


def _height_in(rows: Sequence[Cause]) -> float:
    """Height of the bars; fewer than three would leave no room for the words around them."""
    return _BAR_IN * max(3, len(rows))


def _bars(axes: Axes, rows: Sequence[Cause]) -> None:
    place = np.arange(len(rows))
    value = np.array([row.downtime_h_per_year.value or 0.0 for row in rows])
    low = np.array([_end(row.downtime_h_per_year.low, v) for row, v in zip(rows, value, strict=True)])
    high = np.array([_end(row.downtime_h_per_year.high, v) for row, v in zip(rows, value, strict=True)])
    axes.barh(place, value, height=0.62, color=BLUE, alpha=0.85, label="facility downtime, h a year")
    spread = np.array([value - low, high - value]).clip(min=0.0)
    axes.errorbar(
        value, place, xerr=spread, fmt="none", ecolor=GREY, elinewidth=1.2, capsize=3, label="95 % interval"
    )
    axes.set_yticks(place, [_name(row) for row in rows], fontsize=9)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0.0, 1.05 * float(high.max()))
    axes.set_xlabel("facility downtime, h a year")
    ruled(axes, "x")


def _end(end: float | None, value: float) -> float:
    return value if end is None else end


def _name(row: Cause) -> str:
    return row.initiating if row.barrier is None else f"{row.initiating}\n→ {row.barrier}"


def _cumulative(axes: Axes, rows: Sequence[Cause]) -> Axes:
    shares = np.cumsum([row.share or 0.0 for row in rows])
    twin = axes.twiny()
    twin.plot(
        shares,
        np.arange(len(rows)),
        color=RED,
        marker="o",
        markersize=4,
        linewidth=1.3,
        label="cumulative share (upper axis)",
    )
    twin.set_xlim(0.0, 1.05)
    twin.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    twin.tick_params(axis="x", colors=RED, labelsize=8)
    twin.spines["right"].set_visible(False)
    twin.spines["top"].set_color(RED)
    return twin


def _legend(axes: Axes, twin: Axes, rows: Sequence[Cause], *, is_own_figure: bool) -> None:
    """Below everything: of the figure, which makes room for it, or of axes somebody else has placed."""
    of_both = [one.get_legend_handles_labels() for one in (axes, twin)]
    handles = [handle for found, _ in of_both for handle in found]
    words = [word for _, found in of_both for word in found]
    look: dict[str, Any] = {"ncols": len(handles), "fontsize": 8, "frameon": False}
    if is_own_figure:
        axes.figure.legend(handles, words, loc="outside lower center", **look)
    else:
        below = (0.5, -0.55 / _height_in(rows))
        axes.legend(handles, words, loc="upper center", bbox_to_anchor=below, **look)
