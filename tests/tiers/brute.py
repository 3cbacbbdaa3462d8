"""What a site on its gensets can spare, found the long way round.

Every single thing is taken out in every way there is, the independent judge of power supply lists every path,
and heat is added up stage by stage. Nothing here comes from `dcsim.plant` or `dcsim.tiers`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dcsim.scenario.model import BusTie, CoolingGroup, MovesHeat, ScenarioModel
from tests.plant.described import Part, Site, described
from tests.plant.judge import Case, Condition

Away = Mapping[str, int]
"""Units taken out, by part."""


@dataclass(frozen=True)
class Found:
    """Whether everything goes on for good, what halls lose if not, W, and whether a watt decides about it."""

    holds: bool
    lost_w: Mapping[str, float]
    is_close: bool


class Brute:
    """A site at its design load, the utility absent, batteries empty."""

    def __init__(self, model: ScenarioModel) -> None:
        self.model = model
        self.site = described(model)
        self._recharging = replace(self.site, parts={**self.site.parts, **_recharge(model, self.site)})
        sets = {name: part.count for name, part in self.site.parts.items() if part.kind == "genset"}
        feeds = dict.fromkeys(self.site.of_kind("feed"), 0)
        empty = {name: False for name, part in self.site.parts.items() if part.has_battery}
        self.alone = self.settled(Condition(units={**sets, **feeds}, battery=empty))

    def steps(self) -> Iterator[tuple[str, Away]]:
        """(step, what is away): one unit of anything, and the cords of a hall as a whole."""
        for name, group in {**self.model.power, **self.model.cooling}.items():
            for part, count in self._parts(name, group.count):
                if count:
                    yield f"maintain:{name}", {part: 1}
        cords = {cord for hall in self.model.halls.values() for cord in hall.cords}
        for name in sorted(cords):
            for part, count in self._parts(name, self.model.power[name].count):
                if count > 1:
                    yield f"maintain:{name}:all", {part: count}

    def _parts(self, name: str, count: int) -> list[tuple[str, int]]:
        group = {**self.model.power, **self.model.cooling}[name]
        split = getattr(group, "split", None)
        return [(f"{name}@{bus}", n) for bus, n in split.items()] if split else [(name, count)]

    def found(self, away: Away) -> Found:
        """What lasts with these units away."""
        units = dict(self.alone.units)
        for part, count in away.items():
            known = self.site.parts.get(part)
            if known is not None and known.kind != "load":
                units[part] = units.get(part, known.count) - count
        there = self.settled(replace(self.alone, units=units))
        case = Case(self._recharging, there)
        short = self._short(there, away)
        halls = self.model.halls
        dark = {name for name in halls if name not in case.live}
        holds = not case.answer().overloaded and not dark and not any(short.values())
        close = case.is_on_the_edge()
        last = there
        while True:
            case = Case(self.site, last)
            close |= case.is_on_the_edge()
            over = case.answer().overloaded
            if not over:
                break
            first = min(self.site.parts[name].overload_s for name in over)
            gone = frozenset(name for name in over if self.site.parts[name].overload_s == first)
            last = self.settled(replace(last, tripped=last.tripped | gone))
        short = self._short(last, away)
        lost = {}
        for name, hall in halls.items():
            share = 1.0 if name not in case.live else short[name]
            if share:
                lost[name] = share * hall.it_mw * 1e6
        return Found(holds, lost, close)

    def _short(self, there: Condition, away: Away) -> dict[str, float]:
        """By hall, what share of its heat has nowhere to go: the worst stage in its way decides."""
        live = Case(self.site, there).live
        through: defaultdict[str, float] = defaultdict(float)
        for hall in self.model.halls.values():
            for cooler in hall.cooled_by:
                through[cooler] += hall.it_mw * hall.heat_per_it
        missing = {}
        for name, group in self.model.cooling.items():
            serving = sum(
                count - away.get(part, 0)
                for part, count in self._parts(name, group.count)
                if part in live or not (group.fed_by or group.split)
            )
            missing[name] = _missing(group, serving, through[name])
        return {
            name: max((missing[group] for group in hall.cooled_by), default=0.0)
            for name, hall in self.model.halls.items()
        }

    # --- switches and ties ---

    def settled(self, there: Condition) -> Condition:
        """After switches have gone to their first live input, and ties have joined what was dead."""
        for _ in range(50):
            case = Case(self.site, there)
            moved = replace(
                there,
                closed_input={**there.closed_input, **self._positions(case)},
                closed_ties={**there.closed_ties, **self._ties(case)},
            )
            if Case(self.site, moved).live == case.live and moved == there:
                return there
            there = moved
        raise RuntimeError("switches never come to rest")

    def _positions(self, case: Case) -> dict[str, str]:
        switches = [name for name, part in self.site.parts.items() if part.switched and case.conducts(name)]
        first = {
            name: next((one for one in self.site.parts[name].inputs if one in case.live), None)
            for name in switches
        }
        return {name: one for name, one in first.items() if one is not None}

    def _ties(self, case: Case) -> dict[str, bool]:
        moved: dict[str, bool] = {}
        for name, spec in self.model.power.items():
            if not isinstance(spec, BusTie) or not spec.closes_when:
                continue
            if not all(case.conducts(one) for one in (name, *spec.between)):
                continue
            if case.is_closed(name):
                own = [any(up in case.live for up in case.inputs(board)) for board in spec.between]
                if all(own):
                    moved[name] = False
            elif (spec.between[0] in case.live) != (spec.between[1] in case.live) and not any(moved.values()):
                moved[name] = True
        return moved


def _missing(group: CoolingGroup, serving: int, heat_mw: float) -> float:
    if serving < (group.needed or 1):
        return 1.0
    if not isinstance(group, MovesHeat) or group.rating_mw_th is None:
        return 0.0
    able_mw = serving * group.rating_mw_th * group.derate
    return max(0.0, 1 - able_mw / heat_mw) if heat_mw > able_mw + 1e-9 else 0.0


def _recharge(model: ScenarioModel, site: Site) -> dict[str, Part]:
    """Batteries that charge are loads at the inputs of their UPS."""
    found = {}
    for name, part in site.parts.items():
        if part.has_battery:
            ups = model.power[name.partition("@")[0]]
            watts = round(part.count * (part.rating_w or 0) * ups.battery_min / ups.recharge_min)  # type: ignore[union-attr]
            found[f"{name}/charge"] = Part("load", inputs=part.inputs, share=part.share, demand_w=watts)
    return found
