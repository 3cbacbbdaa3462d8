"""Random sites as scenario text, with random rates: what the two drivers are compared on.

Every word of the language is drawn by itself, so that words meet: one path or two sides, a tie open or closed,
a shared third block (3N/2) with halls of unequal size, a catcher; transfer switches or parallel inputs; sets too
few, just enough or spare, that start after fixed or drawn delays and share day tanks; batteries shorter than the
start, ride-through shorter than the restart; chillers, towers with water, buffers, liquid; tenants that are shed,
load blocks, demand by the hour; interruptions of anything, by chance or by the clock, planned works, sags.

Many delays are multiples of 5 s, so that things happen at one instant. Batteries are not: where a battery is
empty just when the sets are there, rounding alone would decide.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

from dcsim.scenario import Scenario, scenario_from_text

Part = dict[str, Any]


def random_site(seed: int, hourly: Sequence[float] = ()) -> str:
    """The scenario without its head, one for each seed; `hourly` is the demand of every hall if given."""
    found = _Draw(seed).site()
    for hall in found["halls"].values() if hourly else ():
        hall["hourly"] = hourly
    return "\n".join(f"{name}: {json.dumps(part)}" for name, part in found.items() if part)


def random_scenario(seed: int) -> Scenario:
    """The same, read."""
    return scenario_from_text(f"format: 1\nsite: {{name: random}}\n{random_site(seed)}")


class _Draw:
    """One site in the drawing. `often` multiplies every rate."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.often = self.any(1, 1, 3, 10)
        self.sides = self.any("one", "two", "two", "tied", "three", "catcher")
        self.cooled = self.chance(0.7)
        self.boards = [f"board-{side}" for side in self.letters]
        self.power: dict[str, Part] = {}
        self.loads: dict[str, Part] = {}

    @property
    def letters(self) -> str:
        return {"one": "a", "two": "ab", "tied": "ab", "three": "abc", "catcher": "abr"}[self.sides]

    def any(self, *choices: Any) -> Any:
        return self.rng.choice(choices)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def fails(self, per_year: float, mttr_h: object) -> Part:
        """A calendar life, exponential or not."""
        rate = per_year * self.often
        if self.chance(0.15):
            return {"mttf_h": {"law": "weibull", "shape": 1.5, "scale": 8760 / rate}, "mttr_h": mttr_h}
        return {"failures_per_year": rate, "mttr_h": mttr_h}

    def repair(self, hours: float) -> object:
        return self.any(hours, hours, {"law": "exponential", "mean": hours}, {"mean": hours, "cv": 1})

    def delay(self, *seconds: float) -> object:
        """Fixed, or spread around."""
        mean = self.any(*seconds)
        if mean and self.chance(0.35):
            return {"law": "uniform", "low": mean / 2, "high": mean * 2}
        return mean

    # ------------------------------------------------------------------ the whole site

    def site(self) -> dict[str, Part]:
        halls = self.halls()
        cooling = self.cooling(halls) if self.cooled else {}
        draw_mw = sum(part.get("draw_mw", 0) for part in cooling.values())
        load_mw = sum(hall["it_mw"] for hall in halls.values()) + draw_mw
        self.sources(load_mw)
        self.paths(load_mw)
        found = {
            "horizon": self.horizon(),
            "grid": self.grid(halls),
            "power": self.power,
            "cooling": cooling,
            "halls": halls,
            "tenants": self.tenants(halls) if self.chance(0.3) else {},
        }
        if self.chance(0.3):
            self.blocks(cooling)
        if self.chance(0.15):
            self.hours(halls)
        return {**found, "loads": self.loads}

    def horizon(self) -> Part:
        length = self.any({"hours": 400}, {"years": 1}, {"years": 2}, {"years": 6})
        return {**length, "ends_at": "first-outage"} if self.chance(0.05) else length

    # ------------------------------------------------------------------ the grid

    def grid(self, halls: dict[str, Part]) -> Part:
        often = self.often
        upstream = {"region": {"failures_per_year": 0.2 * often, "mttr_h": self.repair(4)}}
        feeds = {name: self.feed() for name in ("east", "west")}
        taken: dict[str, Part] = {
            "flood": {"hits": "all", "per_year": 0.2 * often, "duration_h": {"median": 8, "sigma": 1}}
        }
        if self.chance(0.5):
            taken["works"] = {
                "hits": self.any(["east"], ["west"]),
                "saifi": often,
                "saidi_min": 180 * often,
                "planned_share": 0.6,
                "notice_h": self.any(0, 24),
            }
        if self.chance(0.2):
            hits = self.any(["region"], ["east", "west"])
            taken["utility"] = {"hits": hits, "saifi": often, "saidi_min": 90 * often}
        if self.chance(0.3):
            some = [*self.power, *halls]
            duration = self.any(2, {"law": "exponential", "mean": 3})
            taken["accident"] = {
                "hits": self.rng.sample(some, 1),
                "per_year": 0.5 * often,
                "duration_h": duration,
            }
        if self.chance(0.3):
            at_h = sorted(self.rng.choices(range(24), k=2))
            taken["rota"] = {
                "hits": self.any(["east"], "all"),
                "at_h": sorted(set(at_h)),
                "every_h": self.any(97, 200, 1000),
                "duration_h": self.any(1, {"law": "exponential", "mean": 2}),
            }
        grid: Part = {"upstream": upstream, "feeds": feeds, "interruptions": taken}
        if self.cooled and self.chance(0.5):
            grid["sags"] = {"per_year": 3 * often}
        return grid

    def feed(self) -> Part:
        law = self.any(2, {"mean": 3, "cv": 1.5}, {"law": "exponential", "mean": 2})
        found = {**self.fails(self.any(0.5, 2, 4), law), "upstream": ["region"]}
        return {**found, "rating_mw": 3.3, "reset_h": 1} if self.chance(0.1) else found

    # ------------------------------------------------------------------ sets

    def sources(self, load_mw: float) -> None:
        """Gensets: N, N + 1, N + 2, or one too few."""
        rating_mw = self.any(0.5, 1.0)
        enough = -(-load_mw // rating_mw)
        part: Part = {
            "kind": "genset",
            "count": max(1, int(enough) + self.any(-1, 0, 0, 0, 1, 1, 1, 1, 2, 2)),
            "rating_mw": rating_mw,
            "fail_to_start": self.any(0, 0.01, 0.06, 0.06, 0.3),
            "start_attempts": self.any(1, 1, 1, 2),
            "attempt_s": self.any(0, 15),
            "start_s": self.delay(5, 10, 30),
            "sync_s": self.delay(0, 5, 20),
            "mttf_h": self.any(60, 300, 1000, "never"),
            "mttr_h": self.repair(self.any(1, 24)),
            "failures_per_year": self.any(0, 0.5 * self.often),
            "confirm_s": self.any(0, 0, 3, 10),
            "stable_min": self.any(0, 10),
            "retransfer": self.any("closed", "open"),
            "cooldown_min": self.any(0, 5),
            "overload_s": self.any(5, 30),
        }
        if self.chance(0.1):
            part["needed"] = min(part["count"], max(1, int(enough)))
        if self.chance(0.6):
            part["fuel"] = self.fuel(load_mw)
        self.power["gensets"] = part

    def fuel(self, load_mw: float) -> Part:
        hours = self.any(1.3, 4.7, 11.3)
        refill = {"refill_h": self.any(0, 3, 20)}
        trucks = {"lead_h": 4, "trucks_per_day": 8} if self.chance(0.4) else {}
        if self.chance(0.5):
            trucks = {**trucks, "truck_m3": 3} if trucks else {}
            return {"tank_h": hours, "burn": self.any("load", "constant"), **refill, **trucks}
        usable_m3 = hours * load_mw * 0.27
        trucks = {**trucks, "truck_m3": usable_m3 / 2} if trucks else {}
        found: Part = {"usable_m3": usable_m3, "litres_per_kwh": 0.27, **refill, **trucks}
        if self.chance(0.5):
            self.power["fuel-pumps"] = {
                "kind": "fuel_pump",
                "count": 2,
                "rating_m3_h": self.any(0.2, 0.6) * usable_m3 / hours * 2,
                "fed_by": [self.boards[0]],
                **self.fails(1, 12),
            }
            found |= {"day_tank_m3": usable_m3 / 8, "pumps": "fuel-pumps"}
        return found

    # ------------------------------------------------------------------ paths

    def paths(self, load_mw: float) -> None:
        with_switch = self.chance(0.6)
        side_mw = load_mw * (self.any(0.7, 1.1, 1.1, 1.1, 1.1, 2) if len(self.boards) > 1 else 1.1)
        for n, side in enumerate(self.letters):
            order = ["east", "west", "gensets"] if n % 2 == 0 else ["west", "east", "gensets"]
            inputs: Part = {"fed_by": order}
            if with_switch:
                inputs = {"transfer": {"from": order, **self.moves()}}
            self.power[f"board-{side}"] = {
                "kind": "switchgear",
                "rating_mw": round(max(side_mw, 0.5), 3),
                "reset_h": 2,
                **self.fails(0.05, 24),
                **inputs,
            }
            above = f"board-{side}"
            if self.chance(0.3):
                above = f"tx-{side}"
                self.power[above] = {
                    "kind": "transformer",
                    **self.fails(0.05, 48),
                    "fed_by": [f"board-{side}"],
                }
            self.power[f"ups-{side}"] = self.ups(above, load_mw)
        if self.sides == "tied":
            self.power["tie"] = {
                "kind": "bus_tie",
                "between": self.boards,
                **self.fails(0.05, 24),
                **self.ties(),
            }

    def moves(self) -> Part:
        return {
            "delay_s": self.delay(0, 2, 5),
            "fail_to_transfer": self.any(0, 0.02, 0.1),
            "manual_transfer_h": self.any(0.5, 2),
        }

    def ties(self) -> Part:
        if self.chance(0.3):
            return {"normally": "closed"}
        return {"closes_when": "one-side-dead", **self.moves()}

    def ups(self, above: str, load_mw: float) -> Part:
        """Modules that carry both sides alone, or in 3N/2 two thirds of everything; seldom too few."""
        count, spare = self.any(1, 2, 3), self.any(0, 1)
        whole = {"three": 0.7, "catcher": 0.75}.get(self.sides, 1.02) * self.any(0.65, 1, 1, 1, 1.3)
        whole = max(whole, 1.02) if self.sides == "one" else whole
        return {
            "kind": "ups",
            "count": count + spare,
            "rating_mw": round(whole * load_mw / count, 3),
            "needed": self.any(1, 1, count),
            "battery_min": self.any(0, 0.11, 0.83, 5.3, 5.3, 15.7),
            "recharge_min": self.any(30, 600),
            "drain": self.any("load", "constant"),
            "static_bypass": self.chance(0.7),
            "reset_h": 1,
            **self.fails(0.2, self.repair(12)),
            "fed_by": [above],
        }

    # ------------------------------------------------------------------ heat

    def cooling(self, halls: dict[str, Part]) -> dict[str, Part]:
        boards = self.boards[:2]
        each = self.any(1, 2)
        found: dict[str, Part] = {
            "chillers": {
                "kind": "chiller",
                "count": each * len(boards),
                "draw_mw": 0.2,
                "split": dict.fromkeys(boards, each),
                "drops_at_sag": True,
                **self.restarts(),
                **self.fails(0.2, self.repair(12)),
            }
        }
        chillers, way = found["chillers"], ["chillers"]
        if self.chance(0.5):
            chillers["needed"] = each
        else:
            heat_mw = sum(hall["it_mw"] for hall in halls.values())
            chillers["rating_mw_th"] = round(heat_mw * self.any(1.05, 1.3, 2.1) / (each * len(boards)), 3)
        if self.chance(0.4):
            found["towers"] = self.towers(found)
            way.append("towers")
        if self.chance(0.3):
            found["tank"] = {
                "kind": "buffer",
                "store_mw_min": self.any(3.1, 17),
                "recharge_min": self.any(30, 240),
                "replaces": list(way),
                "fed_by": ["ups-a"],
                **self.fails(0.2, 12),
            }
            way.insert(0, "tank")
        for name, hall in halls.items():
            hall |= {
                "cooled_by": list(way),
                "ride_through_min": self.any(2.3, 7.9, 7.9, 19),
                "recovery_min": self.any(0, 60),
            }
            if self.chance(0.2):
                found[f"cdu-{name}"] = {
                    "kind": "cdu",
                    "count": 2,
                    "needed": 1,
                    **self.fails(0.3, 9),
                    "fed_by": ["ups-a"],
                }
                liquid = {
                    "fraction": 0.6,
                    "cooled_by": [f"cdu-{name}", *way],
                    "ride_through_s": self.any(0, 47),
                }
                hall["liquid"] = liquid
        return found

    def restarts(self) -> Part:
        law = self.any(0, 3, 5, {"mean": 5, "cv": 0.2})
        return {"restart_min": law, "fail_to_restart": self.any(0, 0.02, 0.1)}

    def towers(self, found: dict[str, Part]) -> Part:
        part = {"kind": "heat_rejection", "count": 2, "needed": 1, **self.restarts(), **self.fails(0.3, 12)}
        part["fed_by"] = [self.boards[0]]
        if self.chance(0.6):
            found["city"] = {"kind": "water_supply", **self.fails(2, self.repair(9))}
            found["wells"] = {"kind": "water_supply", **self.fails(1, 30), "fed_by": [self.boards[-1]]}
            part["water"] = {"usable_m3": 9.1, "makeup": ["city", "wells"], "makeup_m3_h": self.any(5, 20)}
        return part

    # ------------------------------------------------------------------ halls and tenants

    def halls(self) -> dict[str, Part]:
        cords = {
            "one": [["ups-a"]],
            "two": [["ups-a", "ups-b"]] * 2,
            "tied": [["ups-a", "ups-b"]],
            "three": [["ups-a", "ups-b"], ["ups-b", "ups-c"], ["ups-c", "ups-a"]],
            "catcher": [["ups-a", "ups-r"], ["ups-b", "ups-r"]],
        }[self.sides]
        return {f"hall-{n}": self.hall(cord) for n, cord in enumerate(cords)}

    def hall(self, cords: list[str]) -> Part:
        found: Part = {"it_mw": self.any(0.4, 0.6, 0.9), "cords": cords}
        return {**found, "single_corded": 0.1} if self.chance(0.15) else found

    def tenants(self, halls: dict[str, Part]) -> dict[str, Part]:
        found: dict[str, Part] = {}
        for name, hall in halls.items():
            for n in (1, 2):
                found[f"tenant-{n}-{name}"] = {
                    "hall": name,
                    "contracted_mw": hall["it_mw"] / 2,
                    "uses": self.any(0.6, 1),
                    "priority": n,
                    "single_corded": self.any(0, 0.1),
                }
        for group in self.rng.sample(["gensets", "ups-a", "board-a"], self.any(0, 1, 1, 2)):
            halls_of = [
                name for name, hall in halls.items() if group == "gensets" or "ups-a" in hall["cords"]
            ]
            going = [f"tenant-2-{name}" for name in halls_of]
            self.power[group]["shed"] = {"tenants": going, "within_s": self.any(0, 2, 7)}
        return found

    def blocks(self, cooling: dict[str, Part]) -> None:
        self.power["gensets"]["block_s"] = self.any(5, 17)
        takers = [part for part in self.power.values() if part["kind"] == "ups"]
        takers += [part for part in cooling.values() if "fed_by" in part or "split" in part]
        for taker in takers:
            taker["load_block"] = self.any(1, 2, 3)

    def hours(self, halls: dict[str, Part]) -> None:
        for hall in halls.values():
            hall["hourly"] = self.any([1, 0.5], [0.4, 0.7, 1, 0.7], [1])
        self.loads["lights"] = {"mw": 0.1, "hourly": [1, 0], "fed_by": [self.boards[0]]}
