"""Small deterministic sites by seed, for the slow twin and, as scenario text, for the engine.

Times are multiples of 1/4096 h, or of 1/8 h on the coarse grid, where much happens at one instant. Halls ask
for a multiple of 860,160 W = 2^13 · 3 · 5 · 7, which every sharing of these sites divides without remainder:
whole watts and fractions are then the same. On the coarse grid stores take powers of two, so that most of
their crossings are exact in floating point as well.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tests.engine.slow_twin import Battery, Fuel, Hall, Interruption, Part, Sets, Site

UNIT_W = 860_160
HORIZON_H = Fraction(60)
FINE, COARSE = 4096, 8
SECONDS = 3600
MINUTES = 60


@dataclass
class Maker:
    """Draws one site. `grid` is the number of instants in an hour."""

    rng: random.Random
    grid: int
    parts: dict[str, Part] = field(default_factory=dict)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def time(self, low: float, high: float) -> Fraction:
        """A time on the grid, never 0 unless `low` is."""
        first = 0 if low == 0 else max(1, int(low * self.grid))
        return Fraction(self.rng.randint(first, max(1, int(high * self.grid))), self.grid)

    def store(self, low: float, high: float) -> Fraction:
        """Hours of a store: a power of two on the coarse grid."""
        if self.grid > COARSE:
            return self.time(low, high)
        powers = [Fraction(2) ** n for n in range(-6, 4)]
        return self.rng.choice([p for p in powers if low <= p <= high])

    def rating(self, *halves: int) -> int:
        """One of these numbers of half units, W."""
        return self.rng.choice(halves) * UNIT_W // 2

    def lives(self, part: Part, probability: float) -> Part:
        if not self.chance(probability):
            return part
        return replace(part, life_h=self.time(5, 30), repair_h=self.time(1 / 4, 8))

    def trips(self, part: Part, rating_w: int | None) -> Part:
        overload_h, reset_h = self.time(1 / 64, 1 / 4), self.time(1 / 8, 2)
        return replace(part, rating_w=rating_w, overload_h=overload_h, reset_h=reset_h)

    # ------------------------------------------------------------------ the parts of a site

    def feeds(self) -> list[str]:
        names = [f"feed{n}" for n in range(self.rng.choice([1, 1, 2]))]
        self.parts |= {name: self.lives(Part("feed"), 0.3) for name in names}
        return names

    def gensets(self) -> list[str]:
        names = [f"gen{n}" for n in range(self.rng.choice([0, 1, 1, 1, 2]))]
        for name in names:
            count = self.rng.randint(1, 3)
            part = Part("genset", count=count, sets=self.sets())
            if self.chance(0.15):
                part = replace(part, needed=self.rng.randint(1, count))
            self.parts[name] = self.trips(part, self.rating(1, 2, 3, 6))
        return names

    def sets(self) -> Sets:
        sets = Sets(
            start_h=self.time(0, 1 / 16),
            sync_h=self.time(0, 1 / 8),
            repair_h=self.time(1 / 4, 6),
            life_h=self.time(1 / 2, 8) if self.chance(0.4) else None,
            never_starts=self.chance(0.08),
            attempts=self.rng.choice([1, 2]),
            attempt_h=self.time(1 / 64, 1 / 16),
            fuel=self.fuel() if self.chance(0.5) else None,
        )
        return self.return_sequence(sets) if self.chance(0.4) else sets

    def fuel(self) -> Fuel:
        return Fuel(self.store(1 / 2, 6), self.time(1 / 8, 5), by_load=self.chance(0.5))

    def return_sequence(self, sets: Sets) -> Sets:
        return replace(
            sets,
            confirm_h=self.time(0, 1 / 8),
            stable_h=self.time(0, 1),
            cooldown_h=self.time(0, 1),
            opens_on_return=self.chance(0.5),
        )

    def boards(self, feeds: list[str], gensets: list[str]) -> list[str]:
        names = ["boarda", "boardb"][: self.rng.choice([1, 2])]
        for n, name in enumerate(names):
            mine = feeds[::-1] if n else feeds
            board = self.fed_or_switched([*mine, *gensets], mine[:1] + gensets)
            rating_w = self.rating(3, 6, 10) if self.chance(0.3) else None
            self.parts[name] = self.trips(board, rating_w)
        if len(names) == 2 and self.chance(0.5):
            tie = Part("tie", between=("boarda", "boardb"), delay_h=self.time(0, 1 / 8))
            self.parts["tie"] = self.trips(tie, self.rng.choice([None, UNIT_W, 3 * UNIT_W]))
        return names

    def fed_or_switched(self, every: list[str], fewer: list[str]) -> Part:
        if len(every) > 1 and self.chance(0.65):
            return Part("board", transfer=tuple(every), delay_h=self.time(0, 1 / 8))
        return Part("board", fed_by=tuple(fewer if self.chance(0.5) else every))

    def ups(self, boards: list[str]) -> list[str]:
        """Up to two UPS: side by side, in series, or behind a static switch. What halls hang on."""
        names = [f"ups{n}" for n in range(self.rng.choice([0, 1, 2]))]
        for name in names:
            self.parts[name] = self.one_ups(self.rng.sample(boards, self.rng.randint(1, len(boards))))
        if len(names) < 2:
            return names or boards
        if self.chance(0.35):
            self.parts["ups1"] = replace(self.parts["ups1"], fed_by=("ups0",))
            return ["ups1"]
        if self.chance(0.25):
            switch = Part("board", transfer=("ups0", "ups1"), delay_h=self.time(0, 1 / 32))
            self.parts["sts"] = self.trips(switch, None)
            return ["sts"]
        return names

    def one_ups(self, fed_by: list[str]) -> Part:
        count = self.rng.choice([1, 2, 3] if self.grid > COARSE else [1, 2, 4])
        battery = Battery(
            full_h=Fraction(0) if self.chance(0.1) else self.store(1 / 64, 1),
            recharge_h=self.store(1 / 8, 8),
            by_load=self.chance(0.65),
            static_bypass=self.chance(0.6),
        )
        needed = self.rng.randint(1, count) if self.chance(0.3) else 1
        part = Part("ups", count=count, needed=needed, fed_by=tuple(fed_by), battery=battery)
        return self.lives(self.trips(part, self.rating(1, 2, 4, 8)), 0.3)

    def halls(self, cords: list[str]) -> dict[str, Hall]:
        sizes = [self.rng.choice([1, 1, 2]) for _ in range(self.rng.choice([1, 2]))]
        return {
            f"hall{n}": Hall(size * UNIT_W, tuple(self.rng.sample(cords, self.rng.randint(1, len(cords)))))
            for n, size in enumerate(sizes)
        }

    def interruptions(self, halls: Sequence[str]) -> dict[str, Interruption]:
        feeds = [name for name, part in self.parts.items() if part.kind == "feed"]
        anything = [*self.parts, *halls[:1]]
        found = {}
        for n in range(self.rng.randint(1, 6)):
            hits = self.rng.choice(feeds if self.chance(0.65) else anything)
            length_h = self.time(1 / 64, 12 if self.chance(0.7) else 1)
            found[f"loss{n}"] = Interruption(hits, self.time(0, 50), length_h)
        return found


def small_site(seed: int, grid: int) -> Site | None:
    """The site of a seed on a grid; None where a tie would hang on a board nobody uses."""
    maker = Maker(random.Random(seed), grid)
    feeds, gensets = maker.feeds(), maker.gensets()
    boards = maker.boards(feeds, gensets)
    halls = maker.halls(maker.ups(boards))
    parts = _used(maker.parts, halls)
    maker.parts = parts
    if not any(part.kind == "feed" for part in parts.values()):
        return None
    if "tie" in parts and not {"boarda", "boardb"} <= set(parts):
        return None
    return Site(HORIZON_H, parts, halls, maker.interruptions(list(halls)))


def with_hours(site: Site, seed: int) -> Site:
    """The site with halls that ask for a quarter, half or all, by the hour."""
    rng = random.Random(f"hours of {seed}")
    halls = {
        name: replace(
            hall, hourly=tuple(Fraction(rng.choice([1, 2, 4]), 4) for _ in range(rng.choice([2, 3, 5])))
        )
        for name, hall in site.halls.items()
    }
    return replace(site, halls=halls)


def _used(parts: dict[str, Part], halls: dict[str, Hall]) -> dict[str, Part]:
    """Without what carries nothing to any hall: a scenario refuses that."""
    while True:
        used = {cord for hall in halls.values() for cord in hall.cords}
        for part in parts.values():
            used |= {*part.fed_by, *part.transfer, *(part.between or ())}
        kept = {name: part for name, part in parts.items() if name in used or part.kind == "tie"}
        if len(kept) == len(parts):
            return kept
        parts = kept


# ---------------------------------------------------------------------- as a scenario


def scenario_text(site: Site) -> str:
    """The site as a scenario file."""
    feeds = site.of_kind("feed")
    lines = ["format: 1", "site: {name: made}", f"horizon: {{hours: {float(site.horizon_h)!r}}}", "grid:"]
    lines += ["  upstream: {" + ", ".join(f"up-{name}: {{mttf_h: never}}" for name in feeds) + "}"]
    lines += ["  feeds:", *(f"    {name}: {{{_feed(name, site.parts[name])}}}" for name in feeds)]
    lines += ["  interruptions:"]
    lines += [f"    {name}: {{{_interruption(one)}}}" for name, one in site.interruptions.items()]
    lines += ["power:"]
    lines += [f"  {name}: {{{_group(part)}}}" for name, part in site.parts.items() if part.kind != "feed"]
    lines += ["halls:"]
    lines += [
        f"  {name}: {{it_mw: {hall.watts / 1e6!r}, cords: [{', '.join(hall.cords)}]{_hourly(hall)}}}"
        for name, hall in site.halls.items()
    ]
    return "\n".join(lines) + "\n"


def _hourly(hall: Hall) -> str:
    return f", hourly: [{', '.join(str(float(share)) for share in hall.hourly)}]" if hall.hourly else ""


def _hours(value: Fraction, times: int = 1) -> str:
    return repr(float(value * times))


def _fixed(value: Fraction | None) -> str:
    return "never" if value is None else f"{{law: fixed, value: {_hours(value)}}}"


def _feed(name: str, part: Part) -> str:
    return f"mttf_h: {_fixed(part.life_h)}, mttr_h: {_fixed(part.repair_h)}, upstream: [up-{name}]"


def _interruption(one: Interruption) -> str:
    return f"hits: [{one.hits}], at_h: [{_hours(one.at_h)}], duration_h: {_hours(one.length_h)}"


def _group(part: Part) -> str:
    kind = {"board": "switchgear", "tie": "bus_tie"}.get(part.kind, part.kind)
    said = {
        "kind": kind,
        "count": str(part.count),
        "overload_s": _hours(part.overload_h, SECONDS),
        "reset_h": _hours(part.reset_h),
        "mttf_h": _fixed(part.life_h),
        "mttr_h": _fixed(part.repair_h),
        **({"rating_mw": repr(part.rating_w / 1e6)} if part.rating_w else {}),
        **({"needed": str(part.needed)} if part.needed > 1 else {}),
        **_inputs(part),
        **_battery(part),
        **_genset(part),
    }
    return ", ".join(f"{name}: {value}" for name, value in said.items())


def _inputs(part: Part) -> dict[str, str]:
    delay = f"delay_s: {_hours(part.delay_h, SECONDS)}, fail_to_transfer: 0"
    if part.transfer:
        return {"transfer": f"{{from: [{', '.join(part.transfer)}], {delay}}}"}
    if part.between:
        return {"between": f"[{', '.join(part.between)}], closes_when: one-side-dead, {delay}"}
    return {"fed_by": f"[{', '.join(part.fed_by)}]"} if part.fed_by else {}


def _battery(part: Part) -> dict[str, str]:
    if part.battery is None:
        return {}
    return {
        "battery_min": _hours(part.battery.full_h, MINUTES),
        "recharge_min": _hours(part.battery.recharge_h, MINUTES),
        "drain": "load" if part.battery.by_load else "constant",
        "static_bypass": str(part.battery.static_bypass).lower(),
    }


def _genset(part: Part) -> dict[str, str]:
    sets = part.sets
    if sets is None:
        return {}
    said = {
        "mttf_h": _fixed(sets.life_h),
        "mttr_h": _fixed(sets.repair_h),
        "fail_to_start": str(int(sets.never_starts)),
        "start_attempts": str(sets.attempts),
        "attempt_s": _hours(sets.attempt_h, SECONDS),
        "start_s": _hours(sets.start_h, SECONDS),
        "sync_s": _hours(sets.sync_h, SECONDS),
        "confirm_s": _hours(sets.confirm_h, SECONDS),
        "stable_min": _hours(sets.stable_h, MINUTES),
        "cooldown_min": _hours(sets.cooldown_h, MINUTES),
        "retransfer": "open" if sets.opens_on_return else "closed",
    }
    if sets.fuel:
        tank, refill = _hours(sets.fuel.tank_h), _hours(sets.fuel.refill_h)
        burn = "load" if sets.fuel.by_load else "constant"
        said["fuel"] = f"{{tank_h: {tank}, refill_h: {refill}, burn: {burn}}}"
    return said
