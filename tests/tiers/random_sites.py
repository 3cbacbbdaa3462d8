"""Random sites that a planner might have drawn: two sides or one, ties, spare units or none, chilled water."""

from __future__ import annotations

import random

_HEAD = """
format: 1
site: {name: Drawn, target: III, it_recovery_h: 4}
horizon: {years: 10}
"""


def random_site(seed: int) -> str:
    """A site of one to three halls whose ratings have about what its design load asks for, with spare or not."""
    drawn = _Drawn(random.Random(f"site {seed}"))
    return "\n".join([_HEAD, *drawn.lines()]) + "\n"


class _Drawn:
    """One site while it is drawn."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.halls = {f"hall-{n + 1}": rng.choice((0.5, 1.0, 1.6)) for n in range(rng.choice((1, 1, 2, 3)))}
        self.it_mw = sum(self.halls.values())
        self.sides = rng.choice(("a", "ab", "ab", "ab", "abc"))
        self.power: list[str] = []

    def lines(self) -> list[str]:
        """The sections of the file."""
        sources = self._sources()
        self._boards(sources)
        self._sides()
        halls = self._halls()
        cooling = self._cooling()
        feed = "grid: {feeds: {utility: {rating_mw: 20, mttf_h: never, upstream: []}}}"
        return [feed, "power:", *self.power, *cooling, "halls:", *halls]

    def _units(self, mw: float, fewest: int = 1) -> str:
        """As many units as carry so much, and none, one or two more; now and then needed by name."""
        n = self.rng.randint(fewest, 3)
        spare = self.rng.choice((0, 0, 1, 1, 1, 2))
        rating = round(mw * self.rng.choice((1.0, 1.05, 1.2, 0.9)) / n, 3)
        needed = f", needed: {n}" if n + spare > 1 and self.rng.random() < 0.15 else ""
        return f"count: {n + spare}{needed}, rating_mw: {rating}"

    def _rating(self, mw: float) -> str:
        factor = self.rng.choice((None, 3.0, 3.0, 1.3, 0.8))
        return "" if factor is None else f", rating_mw: {round(mw * factor, 3)}"

    def _sources(self) -> dict[str, str]:
        """What each board falls back on."""
        site_mw = 1.35 * self.it_mw
        if len(self.sides) > 1 and self.rng.random() < 0.3:
            for side in self.sides:
                share = site_mw / self.rng.choice((1, 1, len(self.sides)))
                self._add(f"gen-{side}", f"kind: genset, {self._units(share)}")
            return {side: f"gen-{side}" for side in self.sides}
        self._add("gensets", f"kind: genset, {self._units(site_mw)}")
        if self.rng.random() < 0.5:
            return dict.fromkeys(self.sides, "gensets")
        for side in self.sides:
            self._add(
                f"control-{side}", f"kind: element, mttf_h: never, fed_by: [gensets]{self._rating(site_mw)}"
            )
        one = self.rng.random() < 0.3
        return {side: f"control-{self.sides[0] if one else side}" for side in self.sides}

    def _add(self, name: str, words: str) -> None:
        self.power.append(f"  {name}: {{{words}, overload_s: {self.rng.choice((10, 60, 600))}}}")

    def _boards(self, sources: dict[str, str]) -> None:
        for side in self.sides:
            inputs = f"transfer: {{from: [utility, {sources[side]}]}}"
            self._add(f"mv-{side}", f"kind: switchgear{self._rating(1.4 * self.it_mw)}, {inputs}")
        for one, other in zip(self.sides, self.sides[1:], strict=False):
            kind = self.rng.choice(("", "", "normally: closed", "closes_when: one-side-dead"))
            if kind:
                rated = self._rating(self.it_mw)
                self._add(
                    f"tie-{one}{other}", f"kind: bus_tie, between: [mv-{one}, mv-{other}], {kind}{rated}"
                )

    def _sides(self) -> None:
        """Transformers, UPS and distribution; of a few sites the transformers hang on several boards."""
        side_mw = self.it_mw * (1.1 if len(self.sides) < 3 or self.rng.random() < 0.5 else 0.6)
        split = len(self.sides) > 1 and self.rng.random() < 0.2
        if split:
            parts = {side: self.rng.randint(1, 2) for side in self.sides}
            by = ", ".join(f"mv-{side}: {n}" for side, n in parts.items())
            count = sum(parts.values())
            rating = round(side_mw / self.rng.randint(1, count), 3)
            self._add("tx", f"kind: transformer, count: {count}, rating_mw: {rating}, split: {{{by}}}")
        for side in self.sides:
            above = "tx" if split else f"tx-{side}"
            if not split:
                self._add(above, f"kind: transformer, {self._units(side_mw)}, fed_by: [mv-{side}]")
            self._add(
                f"ups-{side}",
                f"kind: ups, {self._units(side_mw)}, battery_min: 5, recharge_min: 600, fed_by: [{above}]",
            )
            count = self.rng.choice((1, 1, 2))
            self._add(
                f"pdu-{side}", f"kind: pdu, count: {count}{self._rating(side_mw)}, fed_by: [ups-{side}]"
            )

    def _halls(self) -> list[str]:
        found = []
        for name, mw in self.halls.items():
            two = min(len(self.sides), self.rng.choice((1, 2, 2, 2)))
            cords = ", ".join(f"pdu-{side}" for side in sorted(self.rng.sample(self.sides, two)))
            cooled = ", cooled_by: [air, chillers]"
            found.append(f"  {name}: {{it_mw: {mw}, cords: [{cords}]{cooled}, ride_through_min: 10}}")
        return found

    def _cooling(self) -> list[str]:
        n, spare = self.rng.randint(1, 3), self.rng.choice((0, 1, 1, 2))
        chiller_mw = round(self.it_mw * self.rng.choice((1.0, 1.1, 0.9)) / n, 3)
        where = self._boards_of_chillers(n + spare)
        air_mw = round(self.it_mw / 2, 3)
        on_ups = ", ".join(f"ups-{side}" for side in self.sides[: self.rng.choice((1, 2))])
        draw_mw = round(0.2 * self.it_mw, 3)
        return [
            "cooling:",
            f"  chillers: {{kind: chiller, {where}, rating_mw_th: {chiller_mw}, draw_mw: {draw_mw}, restart_min: 5}}",
            f"  air: {{kind: air_handler, count: {self.rng.choice((2, 3, 4))}, rating_mw_th: {air_mw}, "
            f"draw_mw: 0.05, fed_by: [{on_ups}]}}",
        ]

    def _boards_of_chillers(self, count: int) -> str:
        style = self.rng.choice(("one", "split", "ats", "both"))
        boards = [f"mv-{side}" for side in self.sides]
        if style == "ats" and len(boards) > 1:
            one, other = self.rng.sample(boards, 2)
            self._add("mech", f"kind: ats, transfer: {{from: [{one}, {other}]}}")
            return f"count: {count}, fed_by: [mech]"
        if style == "split" and 1 < len(boards) <= count:
            parts = [count // len(boards) + (n < count % len(boards)) for n in range(len(boards))]
            by = ", ".join(f"{board}: {n}" for board, n in zip(boards, parts, strict=True))
            return f"count: {count}, split: {{{by}}}"
        if style == "both":
            return f"count: {count}, fed_by: [{', '.join(boards)}]"
        return f"count: {count}, fed_by: [{boards[0]}]"
