"""Service downtime along a swept value, with bands."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from dcsim.errors import UsageError
from dcsim.render.parts import applied
from dcsim.render.plot.paper import BLUE, GREY, RED, new_axes, ruled, title
from dcsim.study.sweep import Point, Sweep

_COLOURS = (BLUE, RED, "#4a7c3a", "#7a4a8a", "#a07a1f", "#3a8a8a")
MOST_CURVES = len(_COLOURS)
_FAR = 3.0
"""A target so many times above the curves would press them flat."""


def sweep(found: Sweep, ax: Axes | None = None) -> Axes:
    """Service downtime, hours a year, with its 95 % interval along the last path of the sweep.

    One curve for each combination of the other paths' values. Numbers stand where they are, words side by
    side. Draws on `ax`, or on a new figure. Raises UsageError where downtime was not measured, or for more
    than six curves.
    """
    curves: dict[tuple[str, ...], list[Point]] = {}
    for point in found.points:
        if point.estimates["downtime_h_per_year"].value is not None:
            key = tuple(str(point.values[path]) for path in found.paths[:-1])
            curves.setdefault(key, []).append(point)
    if not curves:
        raise UsageError("no curve to draw: downtime was not measured")
    if len(curves) > MOST_CURVES:
        raise UsageError(f"{len(curves)} curves are too many for one picture; at most {MOST_CURVES}")
    axes = new_axes() if ax is None else ax
    path = found.paths[-1]
    values = list(dict.fromkeys(str(point.values[path]) for point in found.points))
    are_numbers = all(_is_number(point.values[path]) for point in found.points)
    for colour, (key, points) in zip(_COLOURS, curves.items(), strict=False):
        _curve(axes, points, path, values if not are_numbers else [], key, found.paths, colour)
    axes.set_ylim(bottom=0.0)
    beyond = _target(axes, found)
    if not are_numbers:
        axes.set_xticks(range(len(values)), values)
    elif all(isinstance(point.values[path], int) for point in found.points):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel(f"{path}{beyond}")
    axes.set_ylabel("service downtime, hours a year")
    ruled(axes)
    if len(found.paths) > 1:
        axes.legend(frameon=False, fontsize=9)
    base = found.base
    title(
        axes,
        f"{base.scenario.model.site.name}{applied(base.scenario)}: service downtime",
        f"{base.site_years:,.0f} site-years of each point, the same draws at every one; bands: 95 %; "
        "modelled causes only",
    )
    return axes


def _curve(
    axes: Axes,
    points: list[Point],
    path: str,
    words: list[str],
    key: tuple[str, ...],
    paths: tuple[str, ...],
    colour: str,
) -> None:
    def place(point: Point) -> float:
        value = point.values[path]
        return float(words.index(str(value))) if words else float(str(value))

    points = sorted(points, key=place)
    where = [place(point) for point in points]
    seen = [point.estimates["downtime_h_per_year"] for point in points]
    middle = [one.value or 0.0 for one in seen]
    low = [one.value or 0.0 if one.low is None else one.low for one in seen]
    high = [one.value or 0.0 if one.high is None else one.high for one in seen]
    label = ", ".join(f"{name} = {value}" for name, value in zip(paths, key, strict=False)) or "simulated"
    axes.plot(where, middle, marker="o", markersize=4, color=colour, linewidth=1.6, label=label)
    axes.fill_between(where, low, high, color=colour, alpha=0.18, linewidth=0)


def _target(axes: Axes, found: Sweep) -> str:
    """The target as a line; where it is far above all curves, words that say so."""
    target = found.base.verdict.target
    hours, top = target.downtime_h_per_year, axes.get_ylim()[1]
    words = f"target {target.name}, {hours:.3g} h a year"
    if hours > _FAR * top:
        return f"\n({words}, is above the picture)"
    axes.axhline(hours, color=GREY, linewidth=1.2, linestyle="--")
    axes.annotate(
        words,
        (1, hours),
        xycoords=("axes fraction", "data"),
        xytext=(-2, 3),
        textcoords="offset points",
        ha="right",
        fontsize=8,
        color=GREY,
    )
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
