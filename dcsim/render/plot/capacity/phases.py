"""When the phases come: by plan, and how late they may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from dcsim.errors import UsageError
from dcsim.measures.capacity import MONTH_H
from dcsim.render.plot.capacity.months import legend_below, words, year_axis
from dcsim.render.plot.paper import BLUE, GREY, RED, new_axes

if TYPE_CHECKING:
    from dcsim.measures.capacity import PhaseDates
    from dcsim.study.capacity import Capacity

_BAR_IN, _FRAME_IN, _WIDTH_IN = 0.5, 1.9, 8.0


def phases(result: Capacity, ax: Axes | None = None) -> Axes:
    """Each phase from its planned date to its P50 and on to its P90.

    Draws on `ax`, or on a new figure. Raises UsageError where the scenario has no phases.
    """
    if not result.phases:
        raise UsageError("no phases to draw: the scenario has none")
    axes = new_axes((_WIDTH_IN, _FRAME_IN + _BAR_IN * max(3, len(result.phases)))) if ax is None else ax
    for row, dates in enumerate(result.phases.values()):
        _bar(axes, row, dates)
    axes.set_yticks(range(len(result.phases)), list(result.phases))
    axes.set_ylim(len(result.phases) - 0.4, -0.6)
    latest = max(_month(dates, "p90") or 0.0 for dates in result.phases.values())
    year_axis(axes, result, max(float(result.rolled.months), latest + 3))
    axes.axvline(result.rolled.months, color=GREY, linewidth=0.8, linestyle=":")
    axes.annotate(
        "horizon ends", (result.rolled.months, 1), xycoords=axes.get_xaxis_transform(), xytext=(-3, -3),
        textcoords="offset points", ha="right", va="top", fontsize=8, color=GREY,
    )  # fmt: skip
    axes.grid(False, axis="y")
    words(axes, result, "when its phases come")
    legend_below(axes, is_own_figure=ax is None)
    return axes


def _bar(axes: Axes, row: int, dates: PhaseDates) -> None:
    planned = dates.planned_h / MONTH_H
    middle, late = _month(dates, "p50"), _month(dates, "p90")
    if middle is not None and middle > planned:
        axes.barh(row, middle - planned, left=planned, height=0.5, color=BLUE, label="planned to P50")
    if late is not None and middle is not None and late > middle:
        axes.barh(
            row, late - middle, left=middle, height=0.5, color=BLUE, alpha=0.35, label="P50 to P90"
        )  # fmt: skip
    axes.plot(
        [planned],
        [row],
        marker="D",
        markersize=7,
        color=RED,
        linestyle="none",
        label="planned",
        clip_on=False,
    )
    axes.annotate(
        f"on time in {100 * (dates.on_time.value or 0.0):.0f} %",
        (max(planned, middle or 0.0, late or 0.0), row),
        xytext=(7, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        color=GREY,
        bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1.5},
    )


def _month(dates: PhaseDates, quantile: str) -> float | None:
    hour = dates.ready_h[quantile].value
    return None if hour is None else hour / MONTH_H
