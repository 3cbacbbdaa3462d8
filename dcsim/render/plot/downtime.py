"""How bad a year can be: downtime in a year against the share of years that are worse."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from dcsim.errors import UsageError
from dcsim.measures import YEAR_H, yearly_downtime_h
from dcsim.measures.clocks import Floats
from dcsim.measures.intervals import wilson
from dcsim.render.parts import applied
from dcsim.render.plot.paper import BLUE, GREY, RED, new_axes, ruled, title

if TYPE_CHECKING:
    from dcsim.study import Result

_SHORTEST_H = 1 / 60
_TICKS_H = {
    1 / 60: "1 min",
    2 / 60: "2 min",
    5 / 60: "5 min",
    10 / 60: "10 min",
    0.5: "30 min",
    1.0: "1 h",
    2.0: "2 h",
    4.0: "4 h",
    8.0: "8 h",
    24.0: "1 d",
    48.0: "2 d",
    96.0: "4 d",
    168.0: "1 wk",
    336.0: "2 wk",
    730.0: "1 mo",
    2190.0: "3 mo",
    8760.0: "1 yr",
}
_MOST_TICKS = 9


class _Exceedance(NamedTuple):
    """Share of years worse than `hours` (steps to the right), with its band; arrays of one shape."""

    hours: Floats
    worse: Floats
    low: Floats
    high: Floats


def downtime(result: Result, ax: Axes | None = None) -> Axes:
    """How likely a year is to be worse than so many hours of service downtime, with the target.

    Draws on `ax`, or on a new figure of 8 × 5 in. Raises UsageError where the horizon has no full model year
    or replications end at their first outage.
    """
    years = np.sort(yearly_downtime_h(result.observed), axis=None)
    if not len(years):
        raise UsageError("no annual downtime to draw: no full model year was observed in this scenario")
    axes = new_axes() if ax is None else ax
    target_h = result.verdict.target.downtime_h_per_year
    left, right = _reach(years, target_h)
    curve = _exceedance(years, left, right, result.observed.confidence)
    floor = 10 ** math.floor(math.log10(0.5 / len(years)))
    _draw(axes, curve, floor)
    _scales(axes, left, right, floor)
    _mark_target(axes, result, target_h, float(np.mean(years > target_h)))
    _words(axes, result, years)
    return axes


def _reach(years: Floats, target_h: float) -> tuple[float, float]:
    """Ends of the hours axis: from below the shortest bad year and the target to beyond the worst and it."""
    bad = years[years > 0]
    shortest = min(float(bad[0]) if len(bad) else target_h, target_h)
    longest = max(float(bad[-1]) if len(bad) else target_h, target_h, 1.0)
    left = max(_SHORTEST_H, min(shortest / 2, longest / 20))
    return left, min(YEAR_H, max(longest * 1.6, left * 20))


def _exceedance(years: Floats, left: float, right: float, confidence: float) -> _Exceedance:
    inside = np.unique(years[(years > left) & (years < right)])
    hours = np.concatenate(([left], inside, [right]))
    n = len(years)
    worse = (n - np.searchsorted(years, hours, side="right")) / n
    band = np.array([wilson(share, n, confidence) for share in worse.tolist()])
    return _Exceedance(hours, worse, band[:, 0], band[:, 1])


def _draw(axes: Axes, curve: _Exceedance, floor: float) -> None:
    low = np.maximum(curve.low, floor)
    band = "95 % band at each point (Wilson, years as independent)"
    axes.fill_between(
        curve.hours, low, curve.high, step="post", color=BLUE, alpha=0.18, linewidth=0, label=band
    )
    seen = np.where(curve.worse > 0, curve.worse, np.nan)
    if not np.isnan(seen).all():
        label = "share of simulated years"
        axes.step(curve.hours, seen, where="post", color=BLUE, linewidth=1.8, label=label)


def _scales(axes: Axes, left: float, right: float, floor: float) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(left, right)
    axes.set_ylim(floor, 1.6)
    ticks = [hours for hours in _TICKS_H if left <= hours <= right]
    ticks = ticks[:: 1 + len(ticks) // (_MOST_TICKS + 1)]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda hours, _: _tick(hours)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: _share(share)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("service downtime in a year (facility outage + IT recovery)")
    axes.set_ylabel("share of years worse than this")
    ruled(axes)


def _tick(hours: float) -> str:
    return min(_TICKS_H.items(), key=lambda item: abs(math.log(item[0] / hours)))[1]


def _share(share: float) -> str:
    return f"{100 * share:g} %" if share >= 1e-4 else f"1 in {1 / share:,.0f}"


def _mark_target(axes: Axes, result: Result, target_h: float, worse: float) -> None:
    """The target as a line, a dot where the curve crosses it, and words where the curve is not."""
    target = result.verdict.target
    axes.axvline(target_h, color=RED, linewidth=1.4, linestyle=(0, (5, 2)))
    meets = result.estimates["year_meets_target_probability"]
    words = f"{target.name} target\n{target_h:.3g} h a year\n{_meeting(meets.value, meets.low, meets.high)}"
    left, right = axes.get_xlim()
    on_right = math.log(target_h / left) < 0.62 * math.log(right / left)
    if worse > 0:
        axes.plot([target_h], [worse], marker="o", markersize=6, color=RED)
    axes.annotate(
        words,
        (target_h, 1.0 if worse < 0.1 else 0.55),
        xycoords=axes.get_xaxis_transform(),
        xytext=(6 if on_right else -6, -6),
        textcoords="offset points",
        ha="left" if on_right else "right",
        va="top",
        color=RED,
        fontsize=9,
        bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1.5},
    )


def _meeting(value: float | None, low: float | None, high: float | None) -> str:
    if value is None or low is None or high is None:
        return "years that meet it: not known"
    if value == 1.0 and low < 1.0:
        return f"met in every year seen\n(at least {100 * low:.4g} % of years)"
    if value == 0.0 and high > 0.0:
        return f"met in no year seen\n(at most {100 * high:.2g} % of years)"
    if low == high:
        return f"met in {100 * value:.3g} % of years"
    width = 100 * max(high - value, value - low)
    places = max(0, 1 - math.floor(math.log10(width))) if width > 0 else 1
    return (
        f"met in {100 * value:.{places}f} % of years\n({100 * low:.{places}f} to {100 * high:.{places}f} %)"
    )


def _words(axes: Axes, result: Result, years: Floats) -> None:
    n, free = len(years), float(np.mean(years == 0.0))
    below = f"{n:,} model years; {_free(free, n)}; modelled causes only, at default inputs"
    title(axes, f"{result.scenario.model.site.name}{applied(result.scenario)}: how bad a year can be", below)
    if free == 1.0:
        words = "no downtime in any simulated year: the band is what that still allows"
        axes.text(0.5, 0.45, words, transform=axes.transAxes, ha="center", fontsize=10, color=GREY)
    axes.legend(loc="lower left", fontsize=8, frameon=True, framealpha=0.85, edgecolor="none")


def _free(free: float, n: int) -> str:
    if free == 1.0:
        return f"none with any downtime (fewer than 1 in {n / 3:,.0f})"
    if free == 0.0:
        return "every one with downtime"
    places = max(0, math.ceil(-math.log10(100 * min(free, 1 - free))) + 1)
    return f"{100 * free:.{places}f} % without any downtime"
