"""Siblings of units that are tested, wear out or are replaced together, answered by closed forms."""

from __future__ import annotations

import math
from collections.abc import Iterator

from scipy import integrate

from dcsim.exact import proof_tested

from .checker import YEAR_H
from .readings import complement, site
from .sibling import Sibling, head

DOWN = complement("facility_availability")
LONG = 400
"""Years of a horizon beside which the beginning from new is nothing."""


def _hall(*cords: str) -> str:
    return f"halls: {{hall: {{it_mw: 1, cords: [{', '.join(cords)}]}}}}\n"


def _blocks() -> Iterator[Sibling]:
    """k of n by fixed dates, in turn or all at once."""
    for needed, count, per_year, every_h, repair_h, staggered, replications in (
        (1, 2, 2.0, 730, 24, True, 900),
        (2, 4, 1.5, 1460, 48, False, 900),
        (2, 3, 1.0, 500, 12, True, 1600),
    ):
        text = head() + (
            f"  units: {{kind: element, count: {count}, needed: {needed}, mttf_h: never, fed_by: [mains],\n"
            f"          mttr_h: {{law: fixed, value: {repair_h}}}, hidden_failures_per_year: {per_year},\n"
            f"          tests: {{every_h: {every_h}, staggered: {str(staggered).lower()}}}}}\n"
        )
        expected = proof_tested(needed, count, per_year / YEAR_H, every_h, repair_h, staggered=staggered)
        name = f"{needed} of {count} tested {'in turn' if staggered else 'at once'}"
        yield Sibling(name, text + _hall("units"), replications, expected, DOWN)


def _set() -> Iterator[Sibling]:
    """A set that fails unseen, or does not start, when the grid goes half a month after its test, once a year.

    It is down then for the whole loss. After a test it is as new, or in repair for a day: because it had failed, or
    did not start at the test.
    """
    per_h, fails, every_h, repair_h, lost_h = 1.5 / YEAR_H, 0.05, 730.0, 24.0, 12.0
    repaired = 0.0
    for _ in range(100):
        unseen = (1 - repaired) * -math.expm1(-per_h * every_h)
        unseen += repaired * -math.expm1(-per_h * (every_h - repair_h))
        repaired = 1 - (1 - unseen) * (1 - fails)
    since_h = every_h / 2
    hidden = (1 - repaired) * -math.expm1(-per_h * since_h)
    hidden += repaired * -math.expm1(-per_h * (since_h - repair_h))
    down = 1 - (1 - hidden) * (1 - fails)
    loss = f"{{hits: [mains], at_h: [{11 * every_h + since_h}], every_h: 8760, duration_h: {lost_h}}}"
    text = head(grid=f"  interruptions: {{loss: {loss}}}\n") + (
        f"  gensets: {{kind: genset, count: 1, rating_mw: 1, fail_to_start: {fails}, mttf_h: never, start_s: 0,\n"
        f"            confirm_s: 0, attempt_s: 0, mttr_h: {{law: fixed, value: {repair_h}}}, stable_min: 0,\n"
        f"            hidden_failures_per_year: 1.5, tests: {{every_h: {every_h}, staggered: false}}}}\n"
    )
    text += _hall("mains", "gensets")
    yield Sibling("a set tested monthly, lost once a year", text, 1500, down * lost_h / YEAR_H, DOWN)


def _age() -> Iterator[Sibling]:
    """Replacement by age: F(T) failures in a cycle of the mean life cut at T, and a repair if it failed."""
    shape, days = 3.0, 3.0
    scale_h = YEAR_H / math.gamma(1 + 1 / shape)
    for replaced_years in (0.6, 1.1):
        cut_h = replaced_years * YEAR_H
        fails = -math.expm1(-((cut_h / scale_h) ** shape))
        lives_h, _ = integrate.quad(lambda t: math.exp(-((t / scale_h) ** shape)), 0, cut_h)
        expected = YEAR_H * fails / (lives_h + fails * days * 24)
        text = head(f"years: {LONG}") + (
            "  unit: {kind: element, mttf_h: never, fed_by: [mains],\n"
            f"         wear_out: {{mean_years: 1, shape: {shape}, replaced_years: {replaced_years}, repair_days: {days}}}}}\n"
        )
        read = site("facility_outages_per_year")
        yield Sibling(f"replaced at {replaced_years:g} mean lives", text + _hall("unit"), 60, expected, read)


def _assembly() -> Iterator[Sibling]:
    """Two parts in series that age, both as new when either has failed."""
    laws = {"a": (2.0, 2000.0, 30.0), "b": (3.0, 1500.0, 50.0)}

    def alive(hour: float, but: str = "") -> float:
        return math.exp(-sum((hour / scale) ** shape for n, (shape, scale, _) in laws.items() if n != but))

    def first(hour: float, name: str) -> float:
        shape, scale, _ = laws[name]
        return shape / scale * (hour / scale) ** (shape - 1) * alive(hour)

    life_h, _ = integrate.quad(alive, 0, 10_000)
    shares = {name: integrate.quad(first, 0, 10_000, args=(name,))[0] for name in laws}
    out_h = sum(share * laws[name][2] for name, share in shares.items())
    groups = "".join(
        f"  {name}: {{kind: element, assembly: skid, mttf_h: {{law: weibull, shape: {shape}, scale: {scale}}},\n"
        f"      mttr_h: {{law: fixed, value: {repair_h}}}, fed_by: [{fed_by}]}}\n"
        for (name, (shape, scale, repair_h)), fed_by in zip(laws.items(), ("mains", "a"), strict=True)
    )
    text = head(f"years: {LONG}") + groups + _hall("b")
    yield Sibling("an assembly of two parts that age", text, 40, out_h / (life_h + out_h), DOWN)


FAMILIES = (_blocks, _set, _age, _assembly)
