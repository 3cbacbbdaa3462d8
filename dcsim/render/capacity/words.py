"""Words and numbers of the answer of `dcsim capacity`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dcsim.measures.capacity import QUANTILES
from dcsim.render.capacity.dates import month_names, months_of
from dcsim.render.figures import figure, percent, rounded, wrap

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.measures.capacity import Bands
    from dcsim.study.capacity import Capacity

LABEL = 26
"""Width of what a line is about."""
_ABBREVIATED = {"ups": "UPS", "pdus": "PDU", "cdus": "CDU", "ats": "ATS", "sts": "STS"}


def line(label: str, words: str) -> list[str]:
    """A label and what is said of it, on as many lines as it takes."""
    return wrap(f"  {label:<{LABEL}}{words}", hang=2 + LABEL)


def words_of(stage: str) -> str:
    """A stage as it is written in a sentence."""
    return _ABBREVIATED.get(stage, stage.replace("_", " "))


def dates(result: Capacity, quantiles: Mapping[str, Estimate]) -> str:
    """P50 with P10 and P90 in brackets; one month where they are the same."""
    beyond = f"after {month_names(result)[-1]}"
    p10, p50, p90 = (months_of(result, quantiles[name])[0] or beyond for name in QUANTILES)
    return p50 if p10 == p50 == p90 else f"{p50} (P10 {p10}, P90 {p90})"


def share(share: Estimate) -> str:
    """A share of the replications, "all" and "none" with what they allow."""
    if share.low == share.high and share.value is not None:
        return percent(share.value)
    if share.value == 1 and share.low is not None:
        return f"all (at least {percent(share.low)})"
    if share.value == 0 and share.high is not None:
        return f"none (at most {percent(share.high)})"
    return figure(share, " %")


def band(bands: Bands, month: int) -> str:
    p10, p50, p90 = (mw(float(row[month])) for row in (bands.p10, bands.p50, bands.p90))
    return p50 if p10 == p50 == p90 else f"{p50} ({p10}, {p90})"


def mw(value: float) -> str:
    return rounded(value + 0.0, 1 if abs(value) >= 100 else 2)
