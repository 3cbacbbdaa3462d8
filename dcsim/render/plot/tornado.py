"""Which guesses matter: a bar for each, from its low to its high end, the widest on top."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from dcsim.errors import UsageError
from dcsim.render.parts import applied
from dcsim.render.plot.paper import BLUE, GREY, RED, new_axes, ruled, title

if TYPE_CHECKING:
    from dcsim.study.inputs import Sensitivity, Swing

MOST_BARS = 12
_WIDTH_IN, _FRAME_IN, _BAR_IN = 10.0, 2.0, 0.5
_NAME = 38


def tornado(found: Sensitivity, ax: Axes | None = None) -> Axes:
    """Service downtime, hours a year, with each guess at its low end and at its high end; the target dashed.

    Only what can be told from noise is drawn. Draws on `ax`, or on a new figure. Raises UsageError where no
    guess can.
    """
    swings = [swing for swing in found.swings if not swing.is_noise][:MOST_BARS]
    if not swings:
        raise UsageError("no guess makes a difference that can be told from noise: take more --site-years")
    axes = new_axes((_WIDTH_IN, _FRAME_IN + _BAR_IN * max(3, len(swings)))) if ax is None else ax
    now = found.base.estimates["downtime_h_per_year"].value or 0.0
    for place, swing in enumerate(swings):
        _bar(axes, place, now, swing)
    names = ["\n".join(textwrap.wrap(swing.guess.name, _NAME)) for swing in swings]
    axes.set_yticks(range(len(swings)), names, fontsize=8)
    axes.set_ylim(len(swings) - 0.4, -0.6)
    axes.axvline(now, color=GREY, linewidth=1.0)
    hours = found.base.verdict.target.downtime_h_per_year
    low, high = axes.get_xlim()
    if hours < high + 2.0 * (high - low):
        axes.axvline(hours, color=GREY, linewidth=1.2, linestyle="--")
        axes.annotate(
            f"target {hours:.3g}",
            (hours, 0),
            xycoords=("data", "axes fraction"),
            xytext=(3, 4),
            textcoords="offset points",
            fontsize=8,
            color=GREY,
        )
    axes.margins(x=0.12)
    axes.set_xlabel("service downtime, hours a year")
    ruled(axes, "x")
    base = found.base
    title(
        axes,
        f"{base.scenario.model.site.name}{applied(base.scenario)}: which guesses matter",
        f"one at a time from low (blue) to high (red); {found.site_years:,.0f} site-years at each end; "
        "modelled causes only",
    )
    return axes


def _bar(axes: Axes, place: int, now: float, swing: Swing) -> None:
    for end, colour, above in ((swing.low, BLUE, True), (swing.high, RED, False)):
        change = end.difference.difference.value or 0.0
        axes.barh(place, change, left=now, height=0.55, color=colour, alpha=0.85)
        axes.annotate(
            f"{end.value:.3g}",
            (now + change, place),
            xytext=(4 if change >= 0 else -4, 5 if above else -5),
            textcoords="offset points",
            ha="left" if change >= 0 else "right",
            va="center",
            fontsize=7,
            color=colour,
        )
