"""What a site draws from its sources for an IT load: by the chain it declares, or by the library's curve.

Every amount is an array of any shape, or a number: months of many replications at once, or one design day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from dcsim.measures.energy.ambient import ALWAYS_DESIGN, Ambient, Follows
from dcsim.measures.energy.hours import Floats
from dcsim.plant.cooling_draw import IDLE_SHARE
from dcsim.scenario import library
from dcsim.scenario.model import CoolingGroup, Fed, MovesHeat, ScenarioModel

Amount = Floats | float
ByName = Mapping[str, Amount]
Weather = Callable[[Follows], Amount]
"""What machines draw at some time, relative to the design day, by what they follow."""
Ways = list[tuple[str, float, tuple[str, ...]]]
"""(hall, MW of heat for each MW of its IT, groups the heat goes through)."""
CURVES = ("water_cooled_typical", "water_cooled_optimised", "air_cooled")
"""PUE curves of the library."""


@dataclass(frozen=True)
class Power:
    """What a site draws, MW: at the sources, and of it at the IT, the cooling and the fixed loads.

    `heat` is what cooling moves, `evaporating` what of it towers give off, MW of heat.
    """

    site: Amount
    it: Amount
    cooling: Amount
    loads: Amount
    heat: Amount
    evaporating: Amount

    @property
    def losses(self) -> Amount:
        """What is lost between the sources and all of these; for a curve everything besides the IT."""
        return self.site - self.it - self.cooling - self.loads


@dataclass(frozen=True)
class Heat:
    """Heat of one hall that goes through a cooling group: MW for each MW of IT, and with the hall full."""

    hall: str
    per_it: float
    full_mw: float


@dataclass(frozen=True)
class Machines:
    """A cooling group: what it draws by the heat it moves, by what weather it follows."""

    name: str
    draw_mw: float
    cop: float | None
    heat: tuple[Heat, ...]
    follows: Follows

    def draws(self, it: ByName, serving: ByName, idle: float) -> Amount:
        """MW on a day like the design day.

        With a COP: heat ÷ COP. With a declared draw: the idle share of it for what is in service, whether it
        is used or not, and the rest in proportion to the heat.
        """
        moved = total(one.per_it * it[one.hall] for one in self.heat)
        if self.cop is not None:
            return moved / self.cop
        full_mw = sum(one.full_mw for one in self.heat)
        in_service = total(one.full_mw * serving.get(one.hall, 1.0) for one in self.heat)
        return self.draw_mw * (idle * in_service + (1.0 - idle) * moved) / full_mw


@dataclass(frozen=True)
class Chain:
    """A site that declares what its cooling draws: everything follows from the file.

    `loads` are the fixed loads in MW; `design_only` those of them that must be carried on the design day and
    are in no account: what recharges batteries, which is rare, and what is somebody else's.
    """

    machines: tuple[Machines, ...]
    loads: Mapping[str, float]
    design_only: frozenset[str]
    heat_per_it: Mapping[str, float]
    evaporating: Mapping[str, float]
    idle: float
    words: str

    def draws(
        self, it: ByName, serving: ByName, weather: Weather, per_mw: ByName, *, design: bool = False
    ) -> Power:
        """What the site draws for this IT load by hall; `per_mw` is source power for each MW, by consumer.

        `serving` is the share of the time that halls and loads are in service, 1 where not given.
        """
        it_mw, site = total(it.values()), total(per_mw[hall] * mw for hall, mw in it.items())
        cooling: Amount = 0.0
        for one in self.machines:
            drawn = one.draws(it, serving, self.idle) * weather(one.follows)
            cooling = cooling + drawn
            site = site + per_mw[one.name] * drawn
        loads: Amount = 0.0
        for name, mw in self.loads.items():
            if name in self.design_only and not design:
                continue
            drawn = mw * serving.get(name, 1.0)
            loads = loads + drawn
            site = site + per_mw[name] * drawn
        heat = total(self.heat_per_it[hall] * mw for hall, mw in it.items())
        steam = total(self.evaporating[hall] * mw for hall, mw in it.items())
        return Power(site, it_mw, cooling, loads, heat, steam)


@dataclass(frozen=True)
class Curve:
    """A site that declares nothing of its cooling: power besides the IT by the library's curve.

    Of u, the share of the IT capacity in service that is drawn: (a + b·u + c·u²) × that capacity.
    """

    name: str
    coefficients: tuple[float, float, float]
    capacity_mw: Mapping[str, float]
    heat_per_it: Mapping[str, float]
    follows: Follows
    plant_share: float
    words: str

    def draws(
        self, it: ByName, serving: ByName, weather: Weather, _per_mw: ByName, *, design: bool = False
    ) -> Power:
        """What the site draws for this IT load by hall; `serving` as in `Chain`."""
        it_mw = total(it.values())
        capacity = total(mw * serving.get(hall, 1.0) for hall, mw in self.capacity_mw.items())
        used = it_mw / np.where(np.asarray(capacity) > 0, capacity, np.inf)
        a, b, c = self.coefficients
        # the curve is that of the annual mean, so the weather counts from there
        plant = weather(self.follows) * self.follows.design
        besides = capacity * (a + b * used + c * used**2) * (1.0 + self.plant_share * (plant - 1.0))
        heat = total(self.heat_per_it[hall] * mw for hall, mw in it.items())
        towers = 0.0 if self.name == "air_cooled" else 1.0
        return Power(it_mw + besides, it_mw, 0.0, 0.0, heat, towers * heat)


def site_power(model: ScenarioModel, ambient: Ambient | None, wanted: str | None = None) -> Chain | Curve:
    """How a site's power follows from its IT load.

    `wanted` is "chain" or the name of a curve; if None the chain where the file declares a draw or COP of any
    cooling, else the curve of a typical water-cooled site.
    """
    if wanted is None:
        declared = any(_draws(group) for group in model.cooling.values())
        wanted = "chain" if declared else CURVES[0]
    if wanted != "chain":
        return _curve(model, ambient, wanted)
    return _chain(model, ambient)


def _draws(group: CoolingGroup) -> bool:
    powered = bool(group.fed_by or group.split)
    return powered and (group.draw_mw > 0 or _cop(group) is not None)


def _cop(group: CoolingGroup) -> float | None:
    return group.cop if isinstance(group, MovesHeat) else None


def _chain(model: ScenarioModel, ambient: Ambient | None) -> Chain:
    ways = _ways(model)
    machines = tuple(
        Machines(
            name,
            group.draw_mw,
            _cop(group),
            _heat(model, name, ways),
            _followed(model, name, group, ambient),
        )
        for name, group in model.cooling.items()
        if _draws(group)
    )
    evaporating: dict[str, float] = dict.fromkeys(model.halls, 0.0)
    for hall, per_it, groups in ways:
        if any(_is_tower(model.cooling[name]) for name in groups):
            evaporating[hall] += per_it
    known = "no climate is known: every day is like the design day" if ambient is None else ambient.source
    return Chain(
        machines,
        {name: load.mw for name, load in model.loads.items()},
        frozenset(name for name, load in model.loads.items() if load.recharges or load.metered_apart),
        {name: hall.heat_per_it for name, hall in model.halls.items()},
        evaporating,
        IDLE_SHARE,
        f"from the efficiencies, loads and cooling declared{_undeclared(model)}; weather: {known}",
    )


def _undeclared(model: ScenarioModel) -> str:
    """What the file is silent on, and counts for nothing."""
    lossy = any(isinstance(group, Fed) and group.efficiency for group in model.power.values())
    silent = [
        *([] if any(_draws(group) for group in model.cooling.values()) else ["no cooling draws power"]),
        *([] if lossy or model.loads else ["nothing is lost"]),
    ]
    return f" ({' and '.join(silent)}: not declared)" if silent else ""


def _heat(model: ScenarioModel, name: str, ways: Ways) -> tuple[Heat, ...]:
    """What goes through a group; what no heat goes through, such as make-up water, goes with the IT."""
    through = [(hall, per_it) for hall, per_it, groups in ways if name in groups]
    through = through or [(hall, 1.0) for hall in model.halls]
    return tuple(Heat(hall, per_it, per_it * model.halls[hall].it_mw) for hall, per_it in through)


def _ways(model: ScenarioModel) -> Ways:
    """Every way heat takes out of a hall, by air and by liquid."""
    found = []
    for name, hall in model.halls.items():
        liquid = hall.liquid.fraction if hall.liquid is not None else 0.0
        found.append((name, hall.heat_per_it * (1.0 - liquid), hall.cooled_by))
        if hall.liquid is not None:
            found.append((name, hall.heat_per_it * liquid, hall.liquid.cooled_by))
    return found


def _is_tower(group: CoolingGroup) -> bool:
    return group.kind == "heat_rejection" and group.library != "dry_cooler"


def _followed(model: ScenarioModel, name: str, group: CoolingGroup, ambient: Ambient | None) -> Follows:
    """Chillers, room units and heat rejection follow the weather; pumps and air handlers do not."""
    if ambient is None or group.kind not in ("chiller", "crac", "heat_rejection"):
        return ALWAYS_DESIGN
    beside = [other for _, _, groups in _ways(model) if name in groups for other in groups]
    wet = any(_is_tower(model.cooling[other]) for other in (*beside, name))
    return ambient.by_wet_bulb() if wet else ambient.by_dry_bulb()


def _curve(model: ScenarioModel, ambient: Ambient | None, name: str) -> Curve:
    follows = ALWAYS_DESIGN
    if ambient is not None:
        follows = ambient.by_dry_bulb() if name == "air_cooled" else ambient.by_wet_bulb()
    known = "no climate is known" if ambient is None else ambient.source
    return Curve(
        name,
        library.pue_curve(name),
        {hall: one.it_mw for hall, one in model.halls.items()},
        {hall: one.heat_per_it for hall, one in model.halls.items()},
        follows,
        library.step_figure("defaults", "chiller_plant_share").value,
        f"by the library's PUE curve '{name}' (derived, not measured); weather: {known}",
    )


def total(parts: Iterable[Amount]) -> Amount:
    """Sum of arrays or numbers; 0 of none."""
    amount: Amount = 0.0
    for part in parts:
        amount = amount + part
    return amount
