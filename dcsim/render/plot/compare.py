"""What makes a difference: paired differences of service downtime, one row a design."""

from __future__ import annotations

import textwrap

from matplotlib.axes import Axes

from dcsim.errors import UsageError
from dcsim.render.compare import difference
from dcsim.render.parts import applied
from dcsim.render.plot.paper import BLUE, GREY, RED, new_axes, ruled, title
from dcsim.study.compare import Arm, Comparison

_ROW_IN = 0.55
_FRAME_IN = 1.9
_WIDTH_IN = 9.0
_NAME = 30
_COLOUR = {"less": BLUE, "more": RED}


def compare(found: Comparison, ax: Axes | None = None) -> Axes:
    """Service downtime of each design less that of the base, hours a year, with 95 % intervals.

    Draws on `ax`, or on a new figure; designs in the order asked for. Raises UsageError where downtime was
    not measured.
    """
    arms = [arm for arm in found.arms if arm.downtime.difference.value is not None]
    if not arms:
        raise UsageError("no differences to draw: downtime was not measured")
    size = (_WIDTH_IN, _FRAME_IN + _ROW_IN * max(3, len(arms)))
    axes = new_axes(size) if ax is None else ax
    axes.axvline(0.0, color=GREY, linewidth=1.0)
    for place, arm in enumerate(arms):
        _row(axes, place, arm)
    axes.set_yticks(range(len(arms)), ["\n".join(textwrap.wrap(arm.name, _NAME)) for arm in arms])
    axes.set_ylim(len(arms) - 0.4, -0.6)
    axes.margins(x=0.25)
    axes.set_xlabel("difference of service downtime, hours a year: less to the left, more to the right")
    ruled(axes, "x")
    base = found.base
    title(
        axes,
        f"{base.scenario.model.site.name}{applied(base.scenario)}: what makes a difference",
        f"against {found.base_name}; {base.site_years:,.0f} site-years of each, the same draws in all; "
        "modelled causes only",
    )
    return axes


def _row(axes: Axes, place: int, arm: Arm) -> None:
    one = arm.downtime
    value, low, high = one.difference.value, one.difference.low, one.difference.high
    assert value is not None
    colour = _COLOUR.get(one.outcome, GREY)
    if low is not None and high is not None:
        axes.plot((low, high), (place, place), color=colour, linewidth=2.0, solid_capstyle="butt")
    axes.plot(value, place, marker="o" if one.outcome != "noise" else "D", color=colour, markersize=6)
    axes.annotate(
        difference(one),
        (value, place),
        xytext=(0, 7),
        textcoords="offset points",
        ha="center",
        fontsize=8,
        color=GREY,
    )
