"""Random plants and random conditions, drawn from a seed and nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from dcsim.scenario.model import ScenarioModel

from .judge import Condition
from .written import scenario

_MIDDLE = ("transformer", "ups", "ups", "ats", "sts", "pdu", "pdu", "element", "switchgear")
_LOOSE = ("feed", "genset")


LETTERS = tuple(first + second for first in "abcdefgh" for second in "pqrstu")
MIRRORED = tuple(first + second for first in "zyxwvuts" for second in "kjihgf")
"""Beginnings of names that sort the other way round."""


def random_plant(seed: int, letters: tuple[str, ...] = LETTERS) -> ScenarioModel:
    """A plant of 2 to 14 groups (and up to 2 upstream elements)."""
    drawing = _Drawing(random.Random(f"plant {seed}"), list(letters))
    return drawing.plant(random.Random(f"losses {seed}") if seed % 3 == 1 else None)


@dataclass
class _Drawing:
    """One plant while it is drawn; names sort in another order than they are made in."""

    rng: random.Random
    letters: list[str]
    upstream: dict[str, dict[str, Any]] = field(default_factory=dict)
    feeds: dict[str, dict[str, Any]] = field(default_factory=dict)
    power: dict[str, dict[str, Any]] = field(default_factory=dict)
    boards: int = 1
    halls: dict[str, dict[str, Any]] = field(default_factory=dict)
    loads: dict[str, dict[str, Any]] = field(default_factory=dict)

    def plant(self, losses: random.Random | None) -> ScenarioModel:
        """Draw sources, then what hangs on them, then ties, halls, loads, ratings, and losses if wanted."""
        size = self.rng.randint(2, 14)
        self.boards = self.rng.randint(1, 4)
        self._sources(size)
        while len(self.feeds) + len(self.power) < size:
            self._hang_on()
        for _ in range(self.rng.choice((0, 1, 1, 2))):
            self._tie()
        self._consumers()
        self._rate()
        if losses is not None:
            self._lose(losses)
        return scenario(
            upstream=self.upstream, feeds=self.feeds, power=self.power, halls=self.halls, loads=self.loads
        )

    def _name(self, kind: str) -> str:
        return f"{self.letters.pop(self.rng.randrange(len(self.letters)))}-{kind.replace('_', '-')}"

    def _sources(self, size: int) -> None:
        upstream = [self._name("upstream") for _ in range(self.rng.choice((0, 1, 1, 2)))]
        self.upstream = {name: {} for name in upstream}
        for _ in range(self.rng.randint(1, min(3, size - 1))):
            hangs_on = self.rng.sample(upstream, self.rng.randint(0, len(upstream)))
            self.feeds[self._name("feed")] = {"upstream": hangs_on}
        for _ in range(min(self.rng.choice((0, 1, 1, 2)), size - len(self.feeds) - 1)):
            derate = self.rng.choice((1.0, 0.9, 0.6))
            self.power[self._name("genset")] = {"kind": "genset", **self._units(), "derate": derate}

    def _units(self) -> dict[str, int]:
        count = self.rng.choice((1, 1, 2, 3, 4))
        return (
            {"count": count, "needed": self.rng.randint(1, count)}
            if self.rng.random() < 0.25
            else {"count": count}
        )

    def _hang_on(self) -> None:
        boards = sum(group["kind"] == "switchgear" for group in self.power.values())
        kind = "switchgear" if boards < self.boards else self.rng.choice(_MIDDLE)
        above = [*self.feeds, *self.power]
        plain = [name for name in above if "split" not in self.power.get(name, {})]
        group: dict[str, Any] = {"kind": kind, **self._units()}
        wants_switch = kind in ("ats", "sts") or (kind == "switchgear" and self.rng.random() < 0.5)
        if wants_switch and len(plain) > 1:
            group = {"kind": kind, "transfer": {"from": self._pick(plain, 2, 3)}}
        elif kind in ("ats", "sts"):
            return
        elif kind != "switchgear" and len(plain) > 1 and self.rng.random() < 0.2:
            group["split"] = {bus: self.rng.randint(1, 2) for bus in self._pick(plain, 2, 2)}
            group["count"] = sum(group["split"].values())
            group.pop("needed", None)
        else:
            group["fed_by"] = self._pick(above, 1, 3)
            group |= self._weights(group["fed_by"])
        if kind == "ups":
            group["battery_min"] = self.rng.choice((10.0, 10.0, 10.0, 0.0))
        self.power[self._name(kind)] = group

    def _pick(self, names: list[str], fewest: int, most: int) -> list[str]:
        """Some of these names, the later ones rather, so that chains grow long."""
        keys = {name: self.rng.random() ** (1 / (1 + rank)) for rank, name in enumerate(names)}
        ranked = sorted(names, key=keys.__getitem__, reverse=True)
        return ranked[: self.rng.randint(fewest, min(most, len(names)))]

    def _weights(self, inputs: list[str]) -> dict[str, Any]:
        if len(inputs) < 2 or self.rng.random() > 0.4:
            return {}
        return {
            "share": {
                name: self.rng.choice((0.3, 0.5, 2.0, 3.0)) for name in inputs[: self.rng.randint(1, 3)]
            }
        }

    def _tie(self) -> None:
        boards = [name for name, group in self.power.items() if group["kind"] == "switchgear"]
        if len(boards) < 2:
            return
        between = self.rng.sample(boards, 2)
        ties = [group["between"] for group in self.power.values() if group["kind"] == "bus_tie"]
        if _is_in_order(self.power, [*ties, between]):
            normally = self.rng.choice(("open", "closed"))
            tie = {"kind": "bus_tie", "between": between, "normally": normally, **self._units()}
            if normally == "open" and self.rng.random() < 0.6:
                tie["closes_when"] = "one-side-dead"
            self.power[self._name("bus_tie")] = tie

    def _consumers(self) -> None:
        used = {name for group in self.power.values() for name in _inputs(group)}
        carriers = [name for name, group in self.power.items() if group["kind"] not in (*_LOOSE, "bus_tie")]
        unused = [name for name in carriers if name not in used]
        for number in range(self.rng.randint(1, 4)):
            cords = [unused.pop() for _ in range(min(len(unused), self.rng.randint(1, 3)))]
            cords = cords or self._pick(carriers, 1, 3)
            self.halls[self._name(f"hall-{number}")] = {
                "it_mw": self.rng.randint(100_000, 2_000_000) / 1e6,
                "cords": cords,
                **self._weights(cords),
            }
        while unused or self.rng.random() < 0.3:
            fed_by = [unused.pop()] if unused else self._pick(carriers, 1, 2)
            mw = self.rng.randint(0, 600_000) / 1e6
            self.loads[self._name("load")] = {"mw": mw, "fed_by": fed_by, **self._weights(fed_by)}

    def _lose(self, rng: random.Random) -> None:
        for group in self.power.values():
            if group["kind"] not in (*_LOOSE, "bus_tie") and rng.random() < 0.6:
                group["efficiency"] = rng.choice((0.8, 0.93, 0.985, 0.999, 1.0))

    def _rate(self) -> None:
        """Ratings for all, some tight and some ample, or none; everywhere its own patience."""
        total = sum(hall["it_mw"] for hall in self.halls.values())
        styles = self.rng.choice((("ample",), ("tight", "absent"), ("tight", "ample", "absent"), ("absent",)))
        for part in (*self.upstream.values(), *self.feeds.values(), *self.power.values()):
            part["overload_s"] = self.rng.choice((10.0, 60.0, 600.0))
            style = self.rng.choice(styles)
            if style == "absent" and part.get("kind") not in ("ups", "genset"):  # these must have one
                continue
            factor = 4.0 if style != "tight" else self.rng.uniform(0.2, 1.2)
            each = max(0.02, round(total * factor / part.get("count", 1) / 0.02) * 0.02)
            if part.get("kind") in ("ups", "transformer") and self.rng.random() < 0.3:
                part |= {"rating_mva": round(each / 0.8, 3), "power_factor": 0.8}
            else:
                part["rating_mw"] = round(each, 2)


def _inputs(group: Mapping[str, Any]) -> Iterable[str]:
    return [*group.get("fed_by", ()), *group.get("split", ()), *group.get("transfer", {}).get("from", ())]


def _is_in_order(power: Mapping[str, Mapping[str, Any]], ties: list[list[str]]) -> bool:
    """Whether tied boards make buses without rings, and no bus hangs on itself."""
    bus_of = {name: name for name in power}
    for first, second in ties:
        one, other = bus_of[first], bus_of[second]
        if one == other:
            return False
        bus_of = {name: one if bus == other else bus for name, bus in bus_of.items()}
    order: TopologicalSorter[str] = TopologicalSorter()
    for name, group in power.items():
        order.add(bus_of[name], *(bus_of[above] for above in _inputs(group) if above in bus_of))
    try:
        order.prepare()
    except CycleError:
        return False
    return True


def random_condition(model: ScenarioModel, seed: int) -> Condition:
    """A condition of this plant: anything from all well to much broken, full or part demand."""
    rng = random.Random(f"condition {seed}")
    ill = rng.choice((0.0, 0.1, 0.3))
    return Condition(
        units=_units(model, rng, ill),
        closed_input={
            name: rng.choice((None, *transfer.from_, *transfer.from_))
            for name, group in model.power.items()
            if (transfer := getattr(group, "transfer", None)) and rng.random() < 0.4
        },
        closed_ties={
            name: rng.random() < 0.7
            for name, group in model.power.items()
            if group.kind == "bus_tie" and rng.random() < 0.6
        },
        tripped=frozenset(name for name in _compiled(model) if rng.random() < ill / 3),
        battery={
            name: rng.random() < 0.5
            for name in _compiled(model)
            if _has_battery(model, name) and rng.random() < 0.4
        },
        demand=_demand(model, rng),
    )


def _compiled(model: ScenarioModel) -> dict[str, str]:
    """Kind of every group by its name, split groups by the names of their parts."""
    return {
        part: getattr(group, "kind", "grid")
        for name, group in model.groups().items()
        for part in ([f"{name}@{bus}" for bus in getattr(group, "split", None) or ()] or [name])
    }


def _has_battery(model: ScenarioModel, part: str) -> bool:
    return getattr(model.groups()[part.partition("@")[0]], "battery_min", 0.0) > 0


def _units(model: ScenarioModel, rng: random.Random, ill: float) -> dict[str, int]:
    units = {}
    for part, kind in _compiled(model).items():
        name, _, bus = part.partition("@")
        group = model.groups()[name]
        count = group.split[bus] if bus else getattr(group, "count", 1)  # type: ignore[union-attr]
        if kind == "genset" and rng.random() < 0.5:
            units[part] = rng.randint(1, count)
        elif rng.random() < ill:
            units[part] = rng.randint(0, count)
    return units


def _demand(model: ScenarioModel, rng: random.Random) -> dict[str, int]:
    if rng.random() < 0.5:
        return {}
    full = {name: hall.it_mw for name, hall in model.halls.items()}
    full |= {name: load.mw for name, load in model.loads.items()}
    return {name: rng.randint(0, round(mw * 1e6)) for name, mw in full.items()}
