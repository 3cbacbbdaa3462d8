"""What must bridge a loss of the grid: batteries until sets carry the load, cold until chillers are back.

As probabilities: laws of starts, synchronising, transfers and restarts are gone through in many equal cases.
Nothing fails here. Without arrays, so that `check` stays quick.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dcsim.findings.finding import Finding, mark_of

if TYPE_CHECKING:
    from dcsim.laws import Law
    from dcsim.plant import Plant
    from dcsim.scenario import Scenario
    from dcsim.scenario.model import Genset

CASES = 1000
"""Equal cases of one loss."""
WORTH_SAYING = 0.005
"""Share of losses from which on something that is bridged too short is said."""
_SECONDS_PER_MINUTE = 60.0


def of_bridges(scenario: Scenario) -> Iterator[Finding]:
    """Everything worth saying about what bridges a loss."""
    if not any(group.kind == "genset" for group in scenario.model.power.values()):
        return
    from dcsim.plant import plant_of

    start = Start(scenario, plant_of(scenario.model))
    yield from _batteries(scenario, start)
    yield from _cold(scenario, start)


@dataclass(frozen=True)
class Start:
    """How long it takes until the sets carry the site, in equal cases; no set fails."""

    scenario: Scenario
    plant: Plant

    @cached_property
    def carried_s(self) -> tuple[float, ...]:
        """Seconds from the loss until sets carry the site, one for each case, sorted."""
        shuffle = random.Random(1)
        found = [0.0] * CASES
        for name, group in self.scenario.model.power.items():
            if group.kind == "genset":
                found = [max(both) for both in zip(found, self._on_line_s(name, group, shuffle), strict=True)]
        laws = [
            switch.delay_s
            for group in self.scenario.model.power.values()
            if (switch := getattr(group, "transfer", None)) is not None
        ]
        slowest = max(laws, key=lambda law: law.mean(), default=None)
        if slowest is not None:
            found = [sum(both) for both in zip(found, _cases(slowest, shuffle), strict=True)]
        return tuple(sorted(found))

    def _on_line_s(self, name: str, sets: Genset, shuffle: random.Random) -> Iterator[float]:
        """Until as many sets are on line as carry the design load."""
        needed = self._needed(name, sets)
        ready = [_cases(sets.start_s, shuffle) for _ in range(sets.count)]
        sync = [_cases(sets.sync_s, shuffle) for _ in range(sets.count)]
        for case in range(CASES):
            # the first to be ready takes the dead bus, the others have to synchronise
            first = min(one[case] for one in ready)
            line = sorted(a[case] + b[case] for a, b in zip(ready, sync, strict=True))
            yield sets.confirm_s + (first if needed == 1 else max(first, line[needed - 2]))

    def _needed(self, name: str, sets: Genset) -> int:
        from dcsim.plant.settle import design_load_w

        loads = {self.plant.nodes[g].group: watts for g, watts in design_load_w(self.plant).items()}
        one_w = (sets.rating_mw or 0.0) * sets.derate * 1e6
        by_load = math.ceil(loads.get(name, 0) / one_w - 1e-9) if one_w else 1
        return max(1, min(sets.count, max(by_load, sets.needed or 1)))

    def span(self) -> str:
        """When sets carry the site in 95 % of the losses, in words."""
        low, high = self.carried_s[CASES // 40], self.carried_s[-1 - CASES // 40]
        return f"{low:.0f} s" if round(low) == round(high) else f"{low:.0f} to {high:.0f} s"


def _cases(law: Law, shuffle: random.Random) -> list[float]:
    """Equal cases of a law, in any order."""
    if law.is_fixed():
        return [law.from_uniform(0.0)] * CASES
    found = [law.from_uniform((case + 0.5) / CASES) for case in range(CASES)]
    shuffle.shuffle(found)
    return found


def _later(times: Sequence[float], than: float) -> float:
    return sum(time > than for time in times) / len(times)


def _batteries(scenario: Scenario, start: Start) -> Iterator[Finding]:
    """Batteries that are empty before sets carry the site, at what they carry in normal times."""
    from dcsim.plant.supply import served

    plant = start.plant
    carried = served(plant, plant.normal).carried_w
    seen: dict[str, tuple[float, float]] = {}
    for i in plant.batteries:
        node = plant.nodes[i]
        ups, rated_w = plant.battery(node), node.count * (node.rating_w or 0)
        if not rated_w or not carried[i]:
            continue
        load = 1.0 if ups.drain == "constant" else carried[i] / rated_w
        lasts_s = ups.oldest_battery_min * _SECONDS_PER_MINUTE / load
        share = _later(start.carried_s, lasts_s)
        if share > WORTH_SAYING and share > seen.get(node.group, (0.0, 0.0))[0]:
            seen[node.group] = share, lasts_s
    for group, (share, lasts_s) in seen.items():
        yield Finding(
            f"the batteries of '{group}' last {lasts_s:.0f} s at what they carry, and the sets carry the "
            f"site {start.span()} after the grid is lost: too late in {_percent(share)} of the losses, even "
            "if every set starts",
            f"power.{group}.battery_min",
            mark_of(scenario, "power", group),
            cure=f"batteries for {start.carried_s[-1]:.0f} s at what they carry, or sets that carry sooner",
        )


def _cold(scenario: Scenario, start: Start) -> Iterator[Finding]:
    """Halls that are too hot before their cooling has restarted."""
    from dcsim.plant.bridging import behind, ride_through_min

    plant, model = start.plant, scenario.model
    on_battery = behind(plant, frozenset(plant.batteries))
    shuffle = random.Random(2)
    back: dict[str, list[float]] = {}
    for name, hall in model.halls.items():
        late: dict[str, tuple[float, float]] = {}
        for group in hall.cooled_by:
            spec, nodes = model.cooling[group], plant.members.get(group, ())
            if spec.kind == "buffer" or not nodes or all(i in on_battery for i in nodes):
                continue
            if group not in back:
                restart = _cases(spec.restart_min, shuffle)
                pairs = zip(start.carried_s, restart, strict=True)
                back[group] = [carried + minutes * _SECONDS_PER_MINUTE for carried, minutes in pairs]
            stands_s = ride_through_min(hall, plant, group) * _SECONDS_PER_MINUTE
            late[group] = _later(back[group], stands_s), stands_s
        group = max(late, key=lambda one: late[one][0], default="")
        if group and late[group][0] > WORTH_SAYING:
            share, stands_s = late[group]
            middle = sorted(back[group])[CASES // 2]
            yield Finding(
                f"'{name}' stands {stands_s / _SECONDS_PER_MINUTE:.3g} min without '{group}', which is back "
                f"{middle / _SECONDS_PER_MINUTE:.3g} min after the grid is lost (median): too late in "
                f"{_percent(share)} of the losses",
                f"halls.{name}.ride_through_min",
                mark_of(scenario, "halls", name),
                cure=f"a cold buffer or ride-through of {max(back[group]) / _SECONDS_PER_MINUTE:.3g} min, or "
                f"'{group}' on a UPS",
            )


def _percent(share: float) -> str:
    return "all" if share == 1 else f"{100 * share:.2g} %"
