"""How much is left: what is built and may be used, what is sold, and the peak that is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from dcsim.render.capacity.dates import month_names, name_of_number
from dcsim.render.plot.capacity.months import ROOM, fan, step, words, year_axis
from dcsim.render.plot.paper import BLUE, GREY, RED, new_axes

if TYPE_CHECKING:
    from dcsim.study.capacity import Capacity

GOLD = "#c08a1e"


def headroom(result: Capacity, ax: Axes | None = None) -> Axes:
    """Installed, usable, sold and peak by month: P50 as a line, P10 to P90 as a fan, and when it is full.

    Draws on `ax`, or on a new figure of 8 × 5 in.
    """
    axes = new_axes() if ax is None else ax
    rows = result.by_month
    step(axes, rows["installed"].p50, color=GREY, linewidth=1.2, linestyle=":", label="hall space in service")
    fan(axes, rows["usable"], BLUE, f"usable, '{result.keeps}' kept")
    fan(axes, rows["sold"], GOLD, "contracts signed")
    fan(axes, rows["peak"], RED, "peak of the month")
    year_axis(axes, result)
    axes.set_ylim(0, ROOM * axes.get_ylim()[1])
    axes.set_ylabel("MW of IT")
    _mark_full(axes, result)
    band = "line: P50, band: P10 to P90" if result.chance else ""
    words(axes, result, "when it is full", band)
    axes.legend(loc="upper left", fontsize=8, frameon=True, framealpha=0.85, edgecolor="none")
    return axes


def _mark_full(axes: Axes, result: Capacity) -> None:
    """A line where the P90 of the peak reaches what is usable."""
    month = result.load_full.planned_month
    if month is None:
        said = f"not full before the end of {month_names(result)[-1]}"
        axes.annotate(
            said, (0.99, 0.03), xycoords="axes fraction", ha="right", color=GREY, fontsize=9
        )  # fmt: skip
        return
    axes.axvline(month + 0.5, color=RED, linewidth=1.2, linestyle=(0, (5, 2)))
    on_right = month < 0.7 * result.rolled.months
    axes.annotate(
        f"full {name_of_number(result, month)}\n(P90 of the peak)",
        (month + 0.5, 0.03),
        xycoords=axes.get_xaxis_transform(),
        xytext=(5 if on_right else -5, 0),
        textcoords="offset points",
        ha="left" if on_right else "right",
        va="bottom",
        color=RED,
        fontsize=9,
        bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1.5},
    )
