"""What all pictures share: paper, colours, titles, and how they are written to a file."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure

from dcsim.errors import UsageError

_TITLE = 64
"""Characters in a line of a title."""
SIZE_IN = (8.0, 5.0)
DPI = 150
FORMATS = ("png", "svg", "pdf")
BLUE, RED, GREY = "#1f5a8a", "#b5451b", "#333333"


def check_path(path: Path) -> str:
    """The format `path` asks for by its ending. Raises UsageError for another one, or a missing folder."""
    ending = path.suffix.lower().lstrip(".")
    if ending not in FORMATS:
        raise UsageError(f"a picture is written as {', '.join(FORMATS)}; '{path.name}' ends in none of them")
    if not path.parent.is_dir():
        raise UsageError(f"cannot write '{path}': there is no folder '{path.parent}'")
    return ending


def save(axes: Axes, path: Path) -> None:
    """Write the picture `axes` is on to `path`; its ending says how (png, svg or pdf).

    Raises UsageError for another ending or a place that cannot be written.
    """
    ending = check_path(path)
    figure = axes.figure
    while isinstance(figure, SubFigure):
        figure = figure.figure
    stamps: dict[str, dict[str, str | None]] = {
        "png": {"Software": None},
        "svg": {"Date": None},
        "pdf": {"CreationDate": None},
    }
    try:
        figure.savefig(path, format=ending, dpi=DPI, metadata=stamps[ending])
    except OSError as error:
        raise UsageError(f"cannot write '{path}': {error.strerror or error}") from None


def new_axes(size_in: tuple[float, float] = SIZE_IN) -> Axes:
    """Axes on a new figure."""
    return new_figure(size_in).add_subplot()


def new_figure(size_in: tuple[float, float] = SIZE_IN) -> Figure:
    """A new figure that belongs to no window."""
    figure = Figure(figsize=size_in, dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def bare(axes: Axes) -> None:
    """No frame above and on the right; the grid behind everything."""
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def ruled(axes: Axes, axis: Literal["both", "x"] = "both") -> None:
    """Thin lines behind everything, and no frame above and on the right."""
    axes.grid(True, axis=axis, color="#dddddd", linewidth=0.6)
    bare(axes)


def title(axes: Axes, text: str, below: str, lift: int = 0) -> None:
    """A title, and a smaller line of facts below it; `lift` leaves room for an upper axis, points."""
    lines = "\n".join(textwrap.wrap(text, _TITLE))
    axes.set_title(lines, loc="left", fontsize=12, fontweight="bold", pad=24 + lift, y=1.0)
    axes.annotate(
        below,
        (0, 1),
        xycoords="axes fraction",
        xytext=(0, 8 + lift),
        textcoords="offset points",
        fontsize=9,
        color=GREY,
    )
