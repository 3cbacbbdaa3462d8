"""A rollout beside another with the same draws: as a part of the document, and as a planner reads it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dcsim.render.compare import DifferencePart, difference, difference_part
from dcsim.render.figures import decimals, rounded, wrap
from dcsim.render.parts import Part, ScenarioPart, scenario_part

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.measures.paired import Difference
    from dcsim.study.capacity import Against

_LABEL = 32
_VALUE = 12
_ROWS = {
    "shortfall_mw_months": ("shortfall, MW·months", 1.0),
    "unserved_mw_months": ("waiting contracts, MW·months", 1.0),
    "served_mw_months": ("served, MW·months", 1.0),
    "site_mwh": ("energy of the site, GWh", 1e-3),
    "electricity_usd": ("electricity, million USD", 1e-6),
    "lost_usd": ("cost of lateness, million USD", 1e-6),
}
"""Label and scale of each figure."""


class AgainstPart(Part):
    """Sums over the horizon of this scenario against those of a base, with the same draws."""

    base_name: str
    base: ScenarioPart
    differences: dict[str, DifferencePart]
    """Shortfall, waiting contracts, what is served, energy, its price and the cost of lateness, by name."""


def against_part(found: Against | None) -> AgainstPart | None:
    """The comparison as it stands in the document; None where none was asked for."""
    if found is None:
        return None
    return AgainstPart(
        base_name=found.base_name,
        base=scenario_part(found.base.scenario),
        differences={name: difference_part(one) for name, one in found.differences.items()},
    )


def against_lines(found: Against | None) -> list[str]:
    """The comparison as a section of the text; empty where none was asked for."""
    if found is None:
        return []
    lines = wrap(f"{found.name}, against {found.base_name}: sums over the horizon, with the same draws")
    heads = ("base", "this", "difference (95 %)")
    lines.append(f"  {'':<{_LABEL}} {heads[0]:>{_VALUE}} {heads[1]:>{_VALUE}}  {heads[2]}")
    for name, one in found.differences.items():
        if one.base.value or one.other.value:
            label, scale = _ROWS[name]
            lines += _row(label, _scaled(one, scale))
    return lines


def _row(label: str, one: Difference) -> list[str]:
    spread = one.difference.standard_error
    places = max(2, decimals(1.96 * spread)) if spread else 2
    cells = "".join(f" {rounded(two.value or 0.0, places):>{_VALUE}}" for two in (one.base, one.other))
    said = difference(one)
    if spread == 0.0 and one.outcome != "equal":  # nothing is left to chance
        said = f"{one.difference.value or 0.0:+,.2f}"
    return wrap(f"  {label:<{_LABEL}}{cells}  {said}", hang=4)


def _scaled(one: Difference, scale: float) -> Difference:
    """A difference in a larger unit."""
    parts = [_times(estimate, scale) for estimate in (one.base, one.other, one.difference)]
    return replace(one, base=parts[0], other=parts[1], difference=parts[2])


def _times(estimate: Estimate, scale: float) -> Estimate:
    numbers = (estimate.value, estimate.low, estimate.high, estimate.standard_error)
    value, low, high, error = (None if number is None else number * scale for number in numbers)
    return replace(estimate, value=value, low=low, high=high, standard_error=error)
