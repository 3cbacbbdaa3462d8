"""The scenario language: one class per part of a site, one docstring per field.

Everything here is what a *complete* scenario says: what a planner leaves out has been filled in from the
library (`complete.py`) before this is validated. A field that is optional here has a meaning when absent.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from dcsim.scenario.fields import Name, PathText, Range, Section
from dcsim.scenario.model.cooling import (
    Buffer,
    CoolingGroup,
    CoolingUnits,
    HeatMover,
    HeatRejection,
    MovesHeat,
    Water,
    WaterSupply,
)
from dcsim.scenario.model.energy import Climate, Energy, Prices
from dcsim.scenario.model.fuel import Fuel
from dcsim.scenario.model.grid import (
    Feed,
    Grid,
    Interruption,
    OnSite,
    Repairable,
    Sags,
    Upstream,
    Weather,
    damage_by,
)
from dcsim.scenario.model.group import (
    Fed,
    Group,
    Rated,
    Shed,
    Switching,
    TakesPower,
    Transfer,
)
from dcsim.scenario.model.power import (
    BusTie,
    Element,
    FuelPump,
    Genset,
    Pdu,
    PowerGroup,
    Switchgear,
    TransferSwitch,
    Transformer,
    Ups,
)
from dcsim.scenario.model.rollout import (
    KEPT_BY_TARGET,
    Brought,
    Common,
    EarlyLife,
    Gate,
    Keeps,
    Late,
    Phase,
    Planning,
    TieIn,
)
from dcsim.scenario.model.site import CustomTarget, Declared, Hall, Horizon, Liquid, Load, Site
from dcsim.scenario.model.tenant import Leaves, Profile, Ramp, SCurve, Signs, Swing, Tenant
from dcsim.scenario.model.upkeep import Crew, HumanError, Maintenance, Spares, Standby, Tests, WearOut

__all__ = [
    "Brought",
    "Buffer",
    "BusTie",
    "Climate",
    "Common",
    "CoolingGroup",
    "CoolingUnits",
    "Crew",
    "CustomTarget",
    "Declared",
    "EarlyLife",
    "Element",
    "Energy",
    "Fed",
    "Feed",
    "Fuel",
    "FuelPump",
    "Gate",
    "Genset",
    "Grid",
    "Group",
    "Hall",
    "HeatMover",
    "HeatRejection",
    "Horizon",
    "HumanError",
    "Interruption",
    "Keeps",
    "Late",
    "Leaves",
    "Liquid",
    "Load",
    "Maintenance",
    "MovesHeat",
    "OnSite",
    "Pdu",
    "Phase",
    "Planning",
    "PowerGroup",
    "Prices",
    "Profile",
    "Ramp",
    "Rated",
    "Repairable",
    "SCurve",
    "Sags",
    "ScenarioModel",
    "Shed",
    "Signs",
    "Site",
    "Spares",
    "Standby",
    "Swing",
    "Switchgear",
    "Switching",
    "TakesPower",
    "Tenant",
    "Tests",
    "TieIn",
    "Transfer",
    "TransferSwitch",
    "Transformer",
    "Ups",
    "Upstream",
    "Water",
    "WaterSupply",
    "WearOut",
    "Weather",
    "damage_by",
]


class ScenarioModel(Section):
    """A complete scenario: what a site is and what it must withstand, at full build-out."""

    format: Literal[1]
    """Version of this language."""
    site: Site
    """Which site this is and what it promises."""
    horizon: Horizon
    """The time simulated."""
    grid: Grid
    """Feeds, what they share, and what interrupts them."""
    power: dict[Name, PowerGroup] = {}
    """Everything between the feeds and the halls."""
    cooling: dict[Name, CoolingUnits] = {}
    """The way heat takes out of the halls, by name."""
    crews: dict[Name, Crew] = {}
    """Who repairs the groups that say so, by trade."""
    loads: dict[Name, Load] = {}
    """Fixed electrical loads beside the halls."""
    declared: Declared | None = None
    """What no other field can say of the design, for the audit."""
    halls: dict[Name, Hall] = Field(min_length=1)
    """IT space."""
    tenants: dict[Name, Tenant] = {}
    """Contracts in the halls, by name."""
    gates: dict[Name, Gate] = {}
    """What phases wait for, by name."""
    phases: dict[Name, Phase] = {}
    """Building stages; what no phase brings is there from the start."""
    programme: Common = Common()
    """Makes all gates and phases late together: multiplies the months of every lateness."""
    market: Common = Common()
    """Makes all tenants slow together: multiplies the months of signing and ramps."""
    planning: Planning = Planning()
    """What may be sold of what is built."""
    climate: Climate | None = None
    """Weather by month; without it the library's for the site's region, in accounts of energy."""
    energy: Energy | None = None
    """Tariff, CO2 and tests; without it energy is counted and has no price."""
    prices: Prices | None = None
    """Rent and investment; without it a late phase costs no money."""
    ranges: dict[PathText, Range] = {}
    """How far a value of this file may be off, by its path: [low, high]; the library's own are known."""
    variants: dict[Name, dict[str, Any]] = {}
    """What-if changes: each is a patch on this file."""

    def tenants_of(self, hall: str) -> dict[str, Tenant]:
        """The tenants of one hall."""
        return {name: tenant for name, tenant in self.tenants.items() if tenant.hall == hall}

    def it_demand_mw(self, hall: str) -> float:
        """What a hall asks for: all of its `it_mw`, or what its tenants draw."""
        tenants = self.tenants_of(hall).values()
        return sum(one.contracted_mw * one.uses for one in tenants) if tenants else self.halls[hall].it_mw

    @property
    def keeps(self) -> Keeps:
        """What usable capacity keeps: as said in `planning`, else by the target."""
        target = self.site.target
        default = KEPT_BY_TARGET.get(target, "maintainable") if isinstance(target, str) else "maintainable"
        return self.planning.keeps or default

    def phase_that_brings(self, name: str) -> str | None:
        """The phase that brings a hall or a load, None for what is there from the start."""
        return next((phase for phase, one in self.phases.items() if name in one.brings), None)

    def groups(self) -> dict[str, Upstream | Group]:
        """Everything that can fail by itself: upstream elements, feeds, power and cooling groups."""
        return {**self.grid.upstream, **self.grid.feeds, **self.power, **self.cooling}
