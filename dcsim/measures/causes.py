"""What limits the site: facility downtime by the failure or interruption that began each outage."""

from __future__ import annotations

from dataclasses import dataclass

from dcsim.estimate import Estimate
from dcsim.measures.clocks import facility
from dcsim.measures.observed import Observed
from dcsim.measures.site import downtime
from dcsim.records import Outage

LABEL = "by initiating failure, not yet by minimal cut"
UNATTRIBUTED = "unattributed"


@dataclass(frozen=True)
class Cause:
    """One line of the ledger; `share` of facility downtime, 0 to 1 (None when lengths are not observed)."""

    name: str
    outages: int
    share: float | None
    downtime_h_per_year: Estimate


def causes(seen: Observed) -> tuple[Cause, ...]:
    """Who began the outages, most downtime first; outages nobody began stand under `unattributed`."""
    by_name: dict[str, list[Outage]] = {}
    for outage in seen.outages:
        name = outage.initiating.name if outage.initiating else UNATTRIBUTED
        by_name.setdefault(name, []).append(outage)
    total = float(seen.facility.length_h.sum())
    rows = [_cause(seen, name, outages, total) for name, outages in by_name.items()]
    return tuple(sorted(rows, key=lambda row: (-(row.share or 0.0), -row.outages, row.name)))


def _cause(seen: Observed, name: str, outages: list[Outage], total_h: float) -> Cause:
    down = facility(outages)
    known = total_h > 0 and not seen.ends_at_first_outage
    share = float(down.length_h.sum()) / total_h if known else None
    return Cause(name, len(outages), share, downtime(seen, down, 0.0))
