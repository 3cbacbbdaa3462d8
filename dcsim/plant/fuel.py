"""What genset sets burn, by what they carry: in proportion, by a curve, or along a maker's chart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dcsim.plant.network import Plant, State
from dcsim.quantities import quantity
from dcsim.scenario.model import Fuel, Genset

LITRES_PER_M3 = 1000.0
KW_PER_MW = 1000.0


def pumps_serving(plant: Plant, state: State, live: Sequence[bool]) -> tuple[int, ...]:
    """Per genset node, how many pumps have power and serve between its two tanks; 0 where it has no pumps."""
    return tuple(0 if pumps is None else _serving(plant, state, live, pumps) for pumps in plant.fuel_pumps)


def _serving(plant: Plant, state: State, live: Sequence[bool], group: str) -> int:
    nodes = plant.members[group]
    serving = sum(state.units[i] for i in nodes if live[i])
    return serving if serving >= plant.nodes[nodes[0]].least else 0


class Burn:
    """What the sets of one group burn in an hour, in the unit of their tank; `design_w` is the site's load.

    The unit is m³ where the tank is given in m³, and hours of the site's design load where in hours.
    """

    def __init__(self, spec: Genset, fuel: Fuel, design_w: int) -> None:
        self.fuel = fuel
        self.design_w = design_w
        self.nameplate_mw = spec.rating_mw or 0.0
        self.rating_mw = self.nameplate_mw * spec.derate
        chart = fuel.litres_per_h or {}
        self.chart = tuple(sorted((quantity(share, "1"), litres) for share, litres in chart.items()))

    @property
    def by_sets(self) -> bool:
        """Whether the same load on more sets burns another amount."""
        return self.fuel.usable_m3 is not None and self.fuel.litres_per_kwh is None

    def rate(self, carried_w: int, on_line: int, running: bool) -> float:
        """Burnt per hour by this many sets that carry this much together, in equal parts."""
        if not running:
            return 0.0
        if self.fuel.usable_m3 is None:
            by_load = carried_w / self.design_w if self.design_w else 0.0
            return 1.0 if self.fuel.burn == "constant" else by_load
        if self.fuel.litres_per_kwh is not None:
            return carried_w / 1e6 * KW_PER_MW * self.fuel.litres_per_kwh / LITRES_PER_M3
        sets = max(1, on_line)
        if self.chart:
            return sets * self._charted(carried_w / 1e6 / (sets * self.nameplate_mw)) / LITRES_PER_M3
        load = carried_w / 1e6 / (sets * self.rating_mw)
        idle, linear, square = self.fuel.burn_curve
        per_kw_rated = idle + linear * load + square * load**2
        return sets * self.rating_mw * KW_PER_MW * per_kw_rated / LITRES_PER_M3

    def _charted(self, load: float) -> float:
        """Litres an hour of one set: straight lines, the outer ones go on; never below 0."""
        lines = list(pairwise(self.chart))
        (low, least), (high, most) = next((line for line in lines if load <= line[1][0]), lines[-1])
        return max(0.0, least + (most - least) * (load - low) / (high - low))
