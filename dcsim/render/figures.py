"""Numbers and lines as a planner reads them: the digits an interval deserves, at most 100 columns."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dcsim.estimate import Estimate

WIDTH = 100


def is_empty(estimate: Estimate) -> bool:
    """Whether nothing at all is known of a figure."""
    return estimate.value is None and estimate.low is None and estimate.high is None


def figure(estimate: Estimate, unit: str = "") -> str:
    """Value, unit and interval with the digits the interval deserves; a share is shown in percent."""
    scale = 100.0 if estimate.unit == "1" else 1.0
    value, low, high = (
        None if x is None else x * scale for x in (estimate.value, estimate.low, estimate.high)
    )
    if value is None:
        return f"at least {at_least(low)}{unit}" if low is not None else "not given"
    if value == 0.0 and high is not None and high > 0.0:
        seen = "none seen" if estimate.events == 0 else f"0{unit} seen"
        return f"{seen} (at most {at_most(high)}{unit})"
    if scale == value == 100.0 and low is not None and low < value:
        return f"100{unit} seen (at least {_outward(low, decimals(100.0 - low), math.floor)}{unit})"
    if low is not None and low == high:
        return f"{value:.6g}{unit} (exact)"
    if (low is None and high is None) or value == 0.0:
        return f"{significant(value)}{unit} (no {'interval' if high == low else 'upper end'})"
    ends = [x for x in (low, high) if x is not None]
    # Six digits at most: an order statistic may be told from its neighbour only in the last of them.
    most = 5 - math.floor(math.log10(abs(value)))
    # few replications: the only end known may be the value itself
    width = min((abs(x - value) for x in ends if x != value), default=0.0)
    places = min(decimals(width), max(most, 2))
    low_text = "?" if low is None else rounded(low, places)
    high_text = "?" if high is None else rounded(high, places)
    return f"{rounded(value, places)}{unit} ({low_text} to {high_text})"


def decimals(width: float) -> int:
    """Decimals that show two digits of a half width, one if it starts with 4 or more; may be negative."""
    if width <= 0 or not math.isfinite(width):
        return 3
    exponent = math.floor(math.log10(width))
    return -exponent + (1 if width < 4 * 10.0**exponent else 0)


def rounded(number: float, places: int) -> str:
    """The number with so many decimals, negative for tens and hundreds, and commas between thousands."""
    return f"{round(number, places):,.{max(0, places)}f}"


def significant(number: float | None) -> str:
    """The number with two significant digits, "?" for none."""
    if number is None:
        return "?"
    if number == 0:
        return "0"
    return rounded(number, 1 - math.floor(math.log10(abs(number))))


def plain(number: float) -> str:
    """A number without an interval: three digits, whole from 100 on."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def count(number: float, what: str) -> str:
    """So many of something: 1 replication, 2,000 replications, 2.5 years."""
    return f"{number:,.12g} {what}{'s' * (number != 1)}"


def at_most(number: float | None) -> str:
    """An upper bound with two digits, rounded up: it must hold as it is printed."""
    return _bound(number, math.ceil)


def at_least(number: float | None) -> str:
    """A lower bound with two digits, rounded down."""
    return _bound(number, math.floor)


def _bound(number: float | None, away: Callable[[float], int]) -> str:
    if not number:
        return significant(number)
    return _outward(number, 1 - math.floor(math.log10(abs(number))), away)


def _outward(number: float, places: int, away: Callable[[float], int]) -> str:
    """Rounded one way only, but for what a float is off."""
    nearest = round(number, places)
    if math.isclose(nearest, number, rel_tol=1e-9):
        return rounded(nearest, places)
    return rounded(away(number * 10.0**places) / 10.0**places, places)


def percent(share: float) -> str:
    """A share of 0 to 1 in percent, one decimal."""
    return "<0.1 %" if 0 < share < 0.001 else f"{100 * share:.1f} %"


def wrap(text: str, indent: str = "", hang: int | None = None) -> list[str]:
    """Lines of a text; further ones hang two columns deeper than `indent`, or at `hang`."""
    further = indent + "  " if hang is None else " " * hang
    lead = len(text) - len(text.lstrip())
    first = indent + " " * lead
    return textwrap.wrap(text.strip(), WIDTH, initial_indent=first, subsequent_indent=further) or [""]


def in_sections(sections: Iterable[Sequence[str]]) -> str:
    """Sections of lines as one text, an empty line between them; those without lines are left out."""
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"
