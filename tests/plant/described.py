"""The judge's own reading of a scenario: its parts by name, in watts, with split groups taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from dcsim.scenario.model import (
    BusTie,
    CoolingGroup,
    Fed,
    Feed,
    Genset,
    Group,
    Hall,
    Load,
    ScenarioModel,
)


@dataclass(frozen=True)
class Part:
    """A group, grid element or consumer, as the judge sees it."""

    kind: str
    count: int = 1
    needed: int = 1
    together: tuple[str, ...] = ()  # parts of a split group: their units count together towards `needed`
    rating_w: int | None = None
    overload_s: float = 0.0
    inputs: tuple[str, ...] = ()
    switched: bool = False
    share: Mapping[str, Fraction] = field(default_factory=dict)
    upstream: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    normally_closed: bool = False
    closes_by_itself: bool = False
    has_battery: bool = False
    bypass: bool = False
    efficiency: Fraction = Fraction(1)
    demand_w: int = 0


@dataclass(frozen=True)
class Site:
    """All parts of a plant by name, with split groups taken apart."""

    parts: Mapping[str, Part]
    members: Mapping[str, tuple[str, ...]]

    @cached_property
    def groups(self) -> frozenset[str]:
        """Everything that is not a consumer."""
        return frozenset(self.parts) - self.consumers

    @cached_property
    def consumers(self) -> frozenset[str]:
        """Halls and fixed loads."""
        return frozenset(n for n, part in self.parts.items() if part.kind in ("hall", "load"))

    def of_kind(self, *kinds: str) -> list[str]:
        """Names of the parts of these kinds."""
        return sorted(n for n, part in self.parts.items() if part.kind in kinds)


def described(model: ScenarioModel) -> Site:
    """The judge's own reading of a scenario."""
    members = {
        name: tuple(f"{name}@{bus}" for bus in group.split)
        for name, group in model.power.items()
        if isinstance(group, Fed) and group.split
    }
    parts: dict[str, Part] = {}
    for name, element in {**model.grid.upstream, **model.grid.feeds, **model.power}.items():
        if isinstance(element, Fed) and element.split:
            whole = replace(_part(element, members), together=members[name])
            for bus, count in element.split.items():
                parts[f"{name}@{bus}"] = replace(whole, count=count, inputs=flat((bus,), members))
        else:
            parts[name] = _part(element, members)
    for kind, consumers in (("hall", model.halls), ("load", model.loads)):
        parts |= {name: _consumer(kind, consumer, members) for name, consumer in consumers.items()}
    for name, cooling in model.cooling.items():
        parts |= _draws(name, cooling, members)
    return Site(parts, members)


def _draws(name: str, group: CoolingGroup, members: Mapping[str, tuple[str, ...]]) -> dict[str, Part]:
    """What a cooling group draws, per bus where it is split; nothing for one that needs no power."""
    draw_w = round(group.draw_mw * 1e6)
    if group.split:
        return {
            f"{name}@{bus}": Part("load", inputs=flat((bus,), members), demand_w=draw_w * n // group.count)
            for bus, n in group.split.items()
        }
    whole = Part(
        "load", inputs=flat(group.fed_by, members), demand_w=draw_w, share=_share(group.share, members)
    )
    return {name: whole} if group.fed_by else {}


def _part(element: Any, members: Mapping[str, tuple[str, ...]]) -> Part:
    part = Part(kind="upstream", rating_w=_rating_w(element), overload_s=element.overload_s)
    if isinstance(element, Feed):
        return replace(part, kind="feed", upstream=element.upstream)
    if not isinstance(element, Group):
        return part
    part = replace(part, kind=element.kind, count=element.count, needed=element.needed or 1)
    if isinstance(element, Genset):
        return part
    if isinstance(element, BusTie):
        part = replace(part, between=element.between, normally_closed=element.normally == "closed")
        return replace(part, closes_by_itself=element.closes_when is not None)
    assert isinstance(element, Fed)
    part = replace(part, share=_share(element.share, members))
    part = replace(part, has_battery=getattr(element, "battery_min", 0.0) > 0)
    written = element.efficiency
    part = replace(part, efficiency=Fraction(1 if written is None else str(written)))
    part = replace(part, bypass=getattr(element, "static_bypass", False))
    transfer = getattr(element, "transfer", None)
    if transfer is not None:
        return replace(part, inputs=transfer.from_, switched=True)
    return replace(part, inputs=flat(element.fed_by, members))


def _consumer(kind: str, consumer: Hall | Load, members: Mapping[str, tuple[str, ...]]) -> Part:
    inputs, mw = (
        (consumer.cords, consumer.it_mw) if isinstance(consumer, Hall) else (consumer.fed_by, consumer.mw)
    )
    share = _share(consumer.share, members)
    return Part(kind, inputs=flat(inputs, members), share=share, demand_w=round(mw * 1e6))


def flat(names: tuple[str, ...], members: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Names with every split group replaced by its parts."""
    return tuple(member for name in names for member in members.get(name, (name,)))


def _share(share: Mapping[str, float] | None, members: Mapping[str, tuple[str, ...]]) -> dict[str, Fraction]:
    return {
        member: Fraction(str(weight))
        for name, weight in (share or {}).items()
        for member in members.get(name, (name,))
    }


def _rating_w(element: Any) -> int | None:
    rating_mw = element.rating_mw
    if getattr(element, "rating_mva", None) is not None:
        rating_mw = element.rating_mva * element.power_factor
    return None if rating_mw is None else round(rating_mw * 1e6 * getattr(element, "derate", 1.0))
