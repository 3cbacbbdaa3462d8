"""What a result rests on, and whether any run could decide the target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dcsim.findings.finding import Finding, mark_of
from dcsim.scenario.repairs import longest_repair_h

if TYPE_CHECKING:
    from dcsim.scenario import Scenario
    from dcsim.scenario.nodes import Origin

UNREAD = ("recalled", "judgement")
BUDGET_SITE_YEARS = 40_000.0
"""Simulated at most by a run of which nothing else is asked."""
UNSEEN = 3.0
"""Of what never happened in n site-years, the rate is at most 3/n a year (95 %)."""
MOST_NAMED = 3
SELDOM = ("overload_s", "reset_h")
"""Fields with wide ranges that matter only where something is overloaded."""


def of_inputs(scenario: Scenario) -> Iterator[Finding]:
    """Everything worth saying about the target and about the values the verdict rests on."""
    yield from _undecidable(scenario)
    yield from _assumptions(scenario)


def _undecidable(scenario: Scenario) -> Iterator[Finding]:
    """A target so high that not even a run without any outage shows that it is met."""
    from dcsim.tiers import target_of

    model = scenario.model
    wanted = model.site.target
    target = target_of(wanted if isinstance(wanted, str) else wanted.availability)
    allowed_h = target.downtime_h_per_year
    outage_h = min(model.horizon.length_h, longest_repair_h(model) + model.site.it_recovery_h)
    if allowed_h <= 0 or outage_h <= 0:
        return
    needed = UNSEEN * outage_h / allowed_h
    if needed > BUDGET_SITE_YEARS:
        two_digits = float(f"{needed:.2g}")
        path = ("site", "target")
        yield Finding(
            f"the target leaves {_length(allowed_h)} a year: even if a run never saw an outage, one of "
            f"{outage_h:,.0f} h could hide in its {BUDGET_SITE_YEARS:,.0f} site-years, and no interval "
            "decides it",
            ".".join(path),
            mark_of(scenario, *path),
            cure=f"`--site-years` of {two_digits:,.0f} and more, or a target that can be told from chance",
        )


def _length(hours: float) -> str:
    if hours >= 1:
        return f"{hours:.3g} h"
    seconds = hours * 3600
    return f"{seconds:.0f} s" if seconds >= 100 else f"{seconds:.3g} s"


def _assumptions(scenario: Scenario) -> Iterator[Finding]:
    """Values of the library that nobody has read at a source, and the widest ranges among them."""
    from_library = ((path, one) for path, one in scenario.origins.items() if one.kind == "library")
    filled = {path: origin for path, origin in from_library if origin.status}
    unread = {path: origin for path, origin in filled.items() if origin.evidence in UNREAD}
    if not unread:
        return
    # by row and field: all groups that take a row are right or wrong together
    rows = {(origin.detail, path[-1]): path for path, origin in reversed(unread.items())}
    ranged = [path for path in rows.values() if _width(unread[path]) > 1 and path[-1] not in SELDOM]
    widest = sorted(ranged, key=lambda path: (-_width(unread[path]), path))[:MOST_NAMED]
    told = ", ".join(
        f"{'.'.join(path)} ({unread[path].low:.3g} to {unread[path].high:.3g})" for path in widest
    )
    first = widest[0] if widest else next(iter(unread))
    yield Finding(
        f"{len(unread)} of {len(filled)} library values were never read at a source"
        + (f"; the widest ranges: {told}" if told else ""),
        mark=mark_of(scenario, *first) or mark_of(scenario, *first[:2]),
        cure="`dcsim show` lists them, `dcsim sensitivity` says which of them matter",
    )


def _width(origin: Origin) -> float:
    """High over low; 1 where it has no range, or one from 0."""
    return origin.high / origin.low if origin.low and origin.high else 1.0
