"""How one outage came about: a lane for each group, what it did over time, halls at the bottom.

Two panels share the lanes: the decisive minutes in seconds, and the whole story.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from dcsim.measures.causes import label
from dcsim.render.parts import applied
from dcsim.render.plot.lanes import COLOURS, Bar, lanes_of
from dcsim.render.plot.paper import GREY, new_figure, ruled
from dcsim.render.trace import SECONDS, origin_h, span, when

if TYPE_CHECKING:
    from dcsim.study.trace import Story

FIRST_S, MOST_FIRST_S = 120.0, 1800.0
"""Shortest and longest length of the first panel, s: up to the last decisive event within reach."""
_LANE_IN, _FRAME_IN, _WIDTH_IN = 0.26, 2.1, 12.0


class _Window(NamedTuple):
    """What a panel shows, in s since `zero_h`, and one unit of its axis, s."""

    zero_h: float
    begin_s: float
    end_s: float
    unit_s: float

    def within(self, begin_h: float, end_h: float) -> tuple[float, float]:
        """A stretch cut at the edges, s; it ends before it begins where it lies outside."""
        begin, end = (begin_h - self.zero_h) * SECONDS, (end_h - self.zero_h) * SECONDS
        return max(begin, self.begin_s), min(end, self.end_s)


def trace(story: Story) -> Axes:
    """The story on a new figure; gives back the panel that shows the whole of it."""
    lanes = lanes_of(story)
    figure = new_figure((_WIDTH_IN, _FRAME_IN + _LANE_IN * len(lanes)))
    grid = figure.add_gridspec(1, 2, width_ratios=(1.0, 1.5))
    first = figure.add_subplot(grid[0])
    whole = figure.add_subplot(grid[1], sharey=first)
    begin, end = story.begins_h, story.ends_h
    unit_s = _unit((end - begin) * SECONDS)
    _panel(first, lanes, story, _first(story))
    _panel(whole, lanes, story, _Window(begin, 0.0, (end - begin) * SECONDS, unit_s))
    first.set_xlabel(f"{_UNITS[_first(story).unit_s]} since {when(story, _first(story).zero_h)}", fontsize=9)
    whole.tick_params(axis="y", labelleft=False)
    whole.set_xlabel(f"{_UNITS[unit_s]} since {when(story, begin)}", fontsize=9)
    _words(figure, first, whole, story)
    return whole


_UNITS = {1.0: "seconds", 60.0: "minutes", SECONDS: "hours"}


def _unit(length_s: float) -> float:
    return 1.0 if length_s < 600 else 60.0 if length_s < 3 * SECONDS else SECONDS


def _first(story: Story) -> _Window:
    """The minutes after the initiating event, or after the last barrier fell if that was long before."""
    zero = origin_h(story)
    causes = story.outage.causes
    long_before = (story.outage.start_h - zero) * SECONDS > MOST_FIRST_S
    if causes and (zero < story.begins_h or long_before):
        zero = max(story.begins_h, max((one.since_h for one in causes[0].cut), default=zero))
    after_s = ((time_h - zero) * SECONDS for time_h in _decisive(story))
    length = max([FIRST_S, *(until for after in after_s if (until := 1.25 * after) <= MOST_FIRST_S)])
    return _Window(zero, -0.05 * length, length, 60.0 if length > 600 else 1.0)


def _decisive(story: Story) -> Iterator[float]:
    """When halls went down, and when what explains it came about, h."""
    outage = story.outage
    yield outage.start_h
    yield from (one.start_h for one in outage.halls)
    yield from (one.since_h for share in outage.causes for one in share.cut)


def _panel(axes: Axes, lanes: Mapping[str, Sequence[Bar]], story: Story, window: _Window) -> None:
    for place, bars in enumerate(lanes.values()):
        for bar in bars:
            _bar(axes, place, bar, window)
    axes.set_yticks(range(len(lanes)), list(lanes), fontsize=8)
    axes.set_ylim(len(lanes) - 0.4, -0.6)
    axes.set_xlim(window.begin_s / window.unit_s, window.end_s / window.unit_s)
    axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 3, 4, 5, 6, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
    axes.tick_params(axis="x", labelsize=8)
    ruled(axes, "x")
    begin, end = window.within(story.outage.start_h, story.outage.end_h)
    if end > begin:
        shade = COLOURS["down"]
        axes.axvspan(
            begin / window.unit_s, end / window.unit_s, color=shade, alpha=0.10, linewidth=0, zorder=0
        )


def _bar(axes: Axes, place: int, bar: Bar, window: _Window) -> None:
    """A stretch of a lane; one too short to be seen is drawn as a stroke."""
    begin, end = window.within(bar.begin_h, bar.end_h)
    if end < begin:
        return
    width = max(end - begin, 0.002 * (window.end_s - window.begin_s))
    colour = COLOURS[bar.state]
    axes.barh(place, width / window.unit_s, left=begin / window.unit_s, height=0.7, color=colour, linewidth=0)


def _words(figure: Figure, first: Axes, whole: Axes, story: Story) -> None:
    outage = story.outage
    site = story.scenario.model.site.name + applied(story.scenario)
    name = f"{site}: outage {outage.name}, {span(outage.length_h * SECONDS)}"
    cuts = [" + ".join(label(one) for one in share.cut) or label(share.initiating) for share in outage.causes]
    below = "minimal cut: " + ", then ".join(dict.fromkeys(cuts)) if cuts else "no cause recorded"
    below = below if len(below) <= 150 else below[:149] + "…"
    figure.suptitle(f"{name}\n{below}", x=0.01, ha="left", fontsize=10, color=GREY)
    first.set_title("the decisive minutes", loc="left", fontsize=9)
    whole.set_title("the whole story", loc="left", fontsize=9)
    handles = [Patch(color=colour, label=state) for state, colour in COLOURS.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), fontsize=8, frameon=False)
