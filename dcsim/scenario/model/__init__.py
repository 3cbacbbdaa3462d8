"""The scenario language: one class per part of a site, one docstring per field.

Everything here is what a *complete* scenario says: what a planner leaves out has been filled in from the
library (`complete.py`) before this is validated. A field that is optional here has a meaning when absent.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from dcsim.scenario.fields import Name, Section
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
from dcsim.scenario.model.fuel import Fuel
from dcsim.scenario.model.grid import Feed, Grid, Interruption, Repairable, Sags, Upstream
from dcsim.scenario.model.power import (
    BusTie,
    Element,
    Fed,
    FuelPump,
    Genset,
    Group,
    Pdu,
    PowerGroup,
    Rated,
    Shed,
    Switchgear,
    Switching,
    TakesPower,
    Transfer,
    TransferSwitch,
    Transformer,
    Ups,
)
from dcsim.scenario.model.site import CustomTarget, Hall, Horizon, Liquid, Load, Site, Tenant

__all__ = [
    "Buffer",
    "BusTie",
    "CoolingGroup",
    "CoolingUnits",
    "CustomTarget",
    "Element",
    "Fed",
    "Feed",
    "Fuel",
    "FuelPump",
    "Genset",
    "Grid",
    "Group",
    "Hall",
    "HeatMover",
    "HeatRejection",
    "Horizon",
    "Interruption",
    "Liquid",
    "Load",
    "MovesHeat",
    "Pdu",
    "PowerGroup",
    "Rated",
    "Repairable",
    "Sags",
    "ScenarioModel",
    "Shed",
    "Site",
    "Switchgear",
    "Switching",
    "TakesPower",
    "Tenant",
    "Transfer",
    "TransferSwitch",
    "Transformer",
    "Ups",
    "Upstream",
    "Water",
    "WaterSupply",
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
    loads: dict[Name, Load] = {}
    """Fixed electrical loads beside the halls."""
    halls: dict[Name, Hall] = Field(min_length=1)
    """IT space."""
    tenants: dict[Name, Tenant] = {}
    """Contracts in the halls, by name."""
    variants: dict[Name, dict[str, Any]] = {}
    """What-if changes: each is a patch on this file."""

    def tenants_of(self, hall: str) -> dict[str, Tenant]:
        """The tenants of one hall."""
        return {name: tenant for name, tenant in self.tenants.items() if tenant.hall == hall}

    def it_demand_mw(self, hall: str) -> float:
        """What a hall asks for: all of its `it_mw`, or what its tenants draw."""
        tenants = self.tenants_of(hall).values()
        return sum(one.contracted_mw * one.uses for one in tenants) if tenants else self.halls[hall].it_mw

    def groups(self) -> dict[str, Upstream | Group]:
        """Everything that can fail by itself: upstream elements, feeds, power and cooling groups."""
        return {**self.grid.upstream, **self.grid.feeds, **self.power, **self.cooling}
