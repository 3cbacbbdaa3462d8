"""Measures of tenants, and of what hangs on one cord: on both clocks, and what was shed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dcsim.estimate import Estimate
from dcsim.measures.clocks import of_spells
from dcsim.measures.estimators import STOPPED, Total, nothing, per_year, rate
from dcsim.measures.halls import on_both_clocks
from dcsim.measures.observed import YEAR_H, Observed
from dcsim.measures.site import downtime
from dcsim.records import Spell


def by_tenant(seen: Observed) -> dict[str, dict[str, Estimate]]:
    """Measures of every tenant, by name of tenant, then of measure; what was shed is no outage."""
    return {name: _tenant(seen, name, mw) for name, mw in seen.tenants.items()}


def by_cord(seen: Observed) -> dict[str, dict[str, Estimate]]:
    """Measures of what hangs on one cord, by `<tenant or hall>@<cord>`."""
    return {name: _row(seen, name, mw, _spells(seen, "down", name)) for name, mw in seen.on_one_cord.items()}


def _tenant(seen: Observed, name: str, mw: float) -> dict[str, Estimate]:
    parts = [part for part in seen.on_one_cord if part.partition("@")[0] == name]
    shed = _spells(seen, "shed", name)
    found = _row(seen, name, mw, _spells(seen, "down", name, *parts))
    if name not in seen.sheddable:
        why = "its contract allows no shedding"
        return found | {
            "sheds_per_year": nothing("1/yr", seen, "not computed", why),
            "shed_h_per_year": nothing("h/yr", seen, "not computed", why),
            "shed_mwh_per_year": nothing("MWh/yr", seen, "not computed", why),
        }
    times = of_spells(shed)
    stopped = nothing("1/yr", seen, "not computed", STOPPED)
    return found | {
        "sheds_per_year": stopped if seen.ends_at_first_outage else rate(seen, times, "shed"),
        "shed_h_per_year": downtime(seen, times, 0.0, "shed"),
        "shed_mwh_per_year": _energy(seen, shed, mw, "shed"),
    }


def _row(seen: Observed, name: str, mw: float, unserved: Sequence[Spell]) -> dict[str, Estimate]:
    """`unserved` are the spells whose energy counts: those of a tenant with its parts on one cord."""
    down = of_spells([one for one in unserved if one.name == name])
    return {
        **on_both_clocks(seen, name, down),
        "unserved_mwh_per_year": _energy(seen, unserved, mw, "outage"),
    }


def _spells(seen: Observed, kind: str, *names: str) -> list[Spell]:
    return [one for one in seen.spells if one.kind == kind and one.name in names]


def _energy(seen: Observed, spells: Sequence[Spell], mw: float, what: str) -> Estimate:
    """Energy of spells, booked on where they start."""
    ordered = sorted(spells, key=lambda one: (one.replication, one.start_h, one.end_h))
    at = of_spells(ordered)
    amounts = np.array([one.mwh for one in ordered], dtype=np.float64)
    hours = seen.assumed_h(0.0)
    article = "an" if what == "outage" else "a"
    words = f"{hours:.4g} h {article} {what} of all {mw:.4g} MW (the longest mean repair, at least 24 h)"
    booked, whole = seen.units.booked(at, amounts), seen.whole.booked(at, amounts)
    return per_year(seen, Total(booked, whole, len(at), hours * mw, words, YEAR_H * mw, what), "MWh/yr")
