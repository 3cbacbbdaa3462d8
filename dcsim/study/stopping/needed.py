"""How much it would have taken: site-years in all, estimated from what was seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from dcsim.measures.intervals import CONFIDENCE
from dcsim.measures.observed import FEWEST_REPLICATIONS

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.measures import Observed
    from dcsim.tiers import Target

ENOUGH_OUTAGES = 100
"""With fewer no interval of downtime is trusted (docs/measures.md)."""
BEYOND_REACH = 1e9
"""More site-years than any run may have."""
_DIGITS = 2


@dataclass(frozen=True)
class Needed:
    """Site-years a run would need in all, rounded up to two digits: an estimate, or a bound (`at_least`)."""

    site_years: float
    at_least: bool = False


def relative_half_width(downtime: Estimate) -> float | None:
    """Larger half of the interval as a share of the value; None where an end or the value is not known."""
    if not downtime.value or downtime.low is None or downtime.high is None:
        return None
    return max(downtime.high - downtime.value, downtime.value - downtime.low) / downtime.value


def trusted(seen: Observed, downtime: Estimate) -> bool:
    """Whether the interval of downtime rests on enough: 100 outages in 10 replications, or on no chance."""
    if downtime.events and downtime.low == downtime.high:
        return True
    return (downtime.events or 0) >= ENOUGH_OUTAGES and seen.replications >= FEWEST_REPLICATIONS


def unseen_h(seen: Observed, downtime: Estimate) -> float:
    """Hours a year that outages longer than all seen may add to the interval; 0 where it rests on enough.

    They come at most as often as what never came, and last as long as is assumed of outages nobody has seen.
    Without them one short outage would speak for a design that is undecided with none.
    """
    if not downtime.events or downtime.events >= ENOUGH_OUTAGES or downtime.low == downtime.high:
        return 0.0
    return seen.none_seen / seen.site_years * seen.assumed_h(seen.it_recovery_h)


def for_precision(seen: Observed, downtime: Estimate, precision: float) -> Needed | None:
    """What a relative half-width of `precision` would take; None if it is there, or never will be.

    Intervals narrow as one over the root of site-years. Where no outage was seen, they come at most as often
    as that allows; equal and independent outages then need (1.96 / precision)² of them.
    """
    if downtime.value is None:
        return None
    if not downtime.events:
        z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
        outages = max(ENOUGH_OUTAGES, (z / precision) ** 2)
        return _rounded(seen.site_years * outages / seen.none_seen, at_least=True)
    half = relative_half_width(downtime)
    if half is None:
        return _rounded(seen.site_years * _until_trusted(seen, downtime), at_least=True)
    more = max((half / precision) ** 2, _until_trusted(seen, downtime))
    return _rounded(seen.site_years * more) if more > 1.0 else None


def for_decision(seen: Observed, downtime: Estimate, target: Target) -> Needed | None:
    """What a verdict would take; None if it is there, or cannot be.

    The interval must come to lie on one side of the target: it narrows as one over the root of site-years.
    What no outage, or none of the longest, may add falls as one over site-years.
    """
    hours, value = target.downtime_h_per_year, downtime.value
    if value is None or downtime.low is None or downtime.high is None:
        return None
    if not downtime.events:
        return (
            _rounded(seen.site_years * downtime.high / hours, at_least=True)
            if downtime.high > hours
            else None
        )
    away = abs(value - hours)
    if away == 0.0:
        return _rounded(math.inf)
    if value > hours:
        more = ((value - downtime.low) / away) ** 2
        return _rounded(seen.site_years * max(more, _until_trusted(seen, downtime))) if more > 1.0 else None
    half, unseen = downtime.high - value, unseen_h(seen, downtime)
    # half / √more + unseen / more = away
    more = ((half + math.sqrt(half**2 + 4 * unseen * away)) / (2 * away)) ** 2
    return _rounded(seen.site_years * more) if more > 1.0 else None


def _until_trusted(seen: Observed, downtime: Estimate) -> float:
    """Times as many site-years until the interval rests on enough; 1 if it does."""
    if trusted(seen, downtime):
        return 1.0
    return max(1.0, ENOUGH_OUTAGES / (downtime.events or 1), FEWEST_REPLICATIONS / seen.replications)


def _rounded(site_years: float, at_least: bool = False) -> Needed:
    if site_years >= BEYOND_REACH:
        return Needed(BEYOND_REACH, at_least=True)
    unit = 10.0 ** (math.floor(math.log10(site_years)) + 1 - _DIGITS)
    return Needed(math.ceil(site_years / unit - 1e-9) * unit, at_least)
