"""What Tier is the topology: every step against every hall, by sign and by colour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from dcsim.render.audit import in_words, on_day
from dcsim.render.parts import applied
from dcsim.render.plot.paper import GREY, new_axes, title
from dcsim.tiers.audit.standing import stands
from dcsim.tiers.audit.step import TIERS

if TYPE_CHECKING:
    from dcsim.scenario import Scenario
    from dcsim.tiers.audit import Audit, Step

MOST_ROWS = 64
"""Lines in one column of the page; what is longer goes on beside it."""
_ROW, _NAME, _SITE, _CELL, _NARROW, _GAP = 0.2, 2.7, 0.5, 0.55, 0.4, 0.5
_LEAST_WIDTH = 6.8
_WIDE = 8
"""More halls than this have narrow cells."""
_MARKS = {"met": "✓", "not met": "✗", "not assessed": "?"}
_FACES = {"met": "#dbe9f4", "not met": "#b5451b", "not assessed": "#ffffff"}
_INKS = {"met": "#1f5a8a", "not met": "#ffffff", "not assessed": GREY}
_MOST_NAME = 34
_HEADS = {"beyond IV": "beyond Tier IV", "III+": "III+"}


@dataclass(frozen=True)
class _Page:
    """Where things stand, in inches from the lower left."""

    halls: tuple[str, ...]
    blocks: tuple[tuple[Step | str, ...], ...]
    """Lines by column of the page: the head of a Tier, or a step."""

    @property
    def cell(self) -> float:
        return _CELL if len(self.halls) <= _WIDE else _NARROW

    @property
    def block_width(self) -> float:
        return _NAME + _SITE + self.cell * len(self.halls)

    @property
    def size(self) -> tuple[float, float]:
        columns = len(self.blocks)
        width = columns * self.block_width + (columns - 1) * _GAP
        return max(_LEAST_WIDTH, width), self.names_top + 0.05

    @property
    def rows_top(self) -> float:
        """Upper edge of the first line."""
        return 0.35 + _ROW * max(map(len, self.blocks))

    @property
    def names_top(self) -> float:
        """Upper edge of the names of the halls, which stand on end."""
        longest = max((len(_short(name, 24)) for name in ("the site", *self.halls)), default=0)
        return self.rows_top + 0.1 + 0.075 * longest


def audit(scenario: Scenario, found: Audit, at: dt.date | None = None, ax: Axes | None = None) -> Axes:
    """Every step of an audit in its line, grouped by Tier: of the site, and of each hall with the MW lost.

    A sign says what a colour says, so that it reads without colours. Draws on `ax`, in inches, or on a new
    figure.
    """
    page = _Page(_halls(scenario, found, at), _blocks(found))
    width, height = page.size
    axes = new_axes((width + 0.6, height + 1.1)) if ax is None else ax
    axes.set_xlim(0.0, width)
    axes.set_ylim(0.0, height)
    axes.set_axis_off()
    for number, lines in enumerate(page.blocks):
        left = number * (page.block_width + _GAP)
        _names_of_halls(axes, page, left)
        for place, line in enumerate(lines):
            bottom = page.rows_top - _ROW * (place + 1)
            if isinstance(line, str):
                _words(axes, left, bottom, line, fontweight="bold")
            else:
                _line(axes, page, left, bottom, line)
    _legend(axes)
    title(
        axes,
        f"{scenario.model.site.name}{applied(scenario)}: what Tier is the topology?",
        f"{in_words(found)}; walked{on_day(at)} at design load with the utility absent",
    )
    return axes


def _halls(scenario: Scenario, found: Audit, at: dt.date | None) -> tuple[str, ...]:
    """Those that stand, and those that have come too early."""
    early = {step.name.partition(":")[2] for step in found.steps if step.name.startswith("in-service:")}
    there = {*stands(scenario.model, at).halls, *early}
    return tuple(name for name in scenario.model.halls if name in there)


def _blocks(found: Audit) -> tuple[tuple[Step | str, ...], ...]:
    """The lines of each column: Tiers stay together where they can."""
    blocks: list[list[Step | str]] = [[]]
    for tier in (*TIERS, "beyond IV"):
        steps = [step for step in found.steps if step.tier == tier]
        head = f"{_HEADS.get(tier, f'Tier {tier}')}: {sum(step.is_met for step in steps)} of {len(steps)} met"
        if not steps:
            continue
        if blocks[-1] and len(blocks[-1]) + 1 + len(steps) > MOST_ROWS:
            blocks.append([])
        blocks[-1].append(head)
        for step in steps:
            if len(blocks[-1]) == MOST_ROWS:
                blocks.append([f"{head}, continued"])
            blocks[-1].append(step)
    return tuple(map(tuple, blocks))


def _names_of_halls(axes: Axes, page: _Page, left: float) -> None:
    places = [(left + _NAME + _SITE / 2, "the site")]
    places += [(_of_hall(page, left, n) + page.cell / 2, name) for n, name in enumerate(page.halls)]
    for x, name in places:
        axes.text(
            x,
            page.rows_top + 0.06,
            _short(name, 24),
            rotation=90,
            ha="center",
            va="bottom",
            fontsize=8,
            color=GREY,
        )


def _of_hall(page: _Page, left: float, number: int) -> float:
    return left + _NAME + _SITE + page.cell * number


def _line(axes: Axes, page: _Page, left: float, bottom: float, step: Step) -> None:
    weight = "bold" if step.result == "not met" else "normal"
    _words(axes, left + 0.1, bottom, _short(step.name, _MOST_NAME), weight)
    _cell(axes, left + _NAME, bottom, _SITE, step.result, _MARKS[step.result])
    for number, hall in enumerate(page.halls):
        if not step.asks_of(hall):
            continue
        lost = step.lost_mw.get(hall, 0.0)
        spared = step.result == "not met" and step.lost_mw and not lost
        result = "met" if spared else step.result
        words = f"−{lost:.2g}" if lost else _MARKS[result]
        _cell(axes, _of_hall(page, left, number), bottom, page.cell, result, words)


def _cell(axes: Axes, x: float, y: float, width: float, result: str, words: str) -> None:
    axes.add_patch(
        Rectangle(
            (x + 0.02, y + 0.02),
            width - 0.04,
            _ROW - 0.04,
            facecolor=_FACES[result],
            edgecolor=GREY if result == "not assessed" else _FACES[result],
            linestyle=(0, (2, 2)) if result == "not assessed" else "solid",
            linewidth=0.6,
        )
    )
    axes.text(
        x + width / 2,
        y + _ROW / 2,
        words,
        ha="center",
        va="center_baseline",
        fontsize=7,
        color=_INKS[result],
        fontweight="bold" if result == "not met" else "normal",
    )


def _words(axes: Axes, x: float, y: float, words: str, fontweight: str = "normal") -> None:
    axes.text(x, y + _ROW / 2, words, ha="left", va="center_baseline", fontsize=7.5, fontweight=fontweight)


def _legend(axes: Axes) -> None:
    told: Sequence[tuple[str, str, str]] = (
        ("met", "✓", "met"),
        ("not met", "✗", "not met"),
        ("not met", "−1.2", "not met, MW lost"),
        ("not assessed", "?", "not assessed: the file does not say"),
    )
    x = 0.0
    for result, mark, words in told:
        _cell(axes, x, 0.0, 0.4, result, mark)
        _words(axes, x + 0.47, 0.0, words)
        x += 0.65 + 0.066 * len(words)


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
