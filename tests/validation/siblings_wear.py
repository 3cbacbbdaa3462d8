"""Siblings with assemblies, units that wear out, and events that take several groups: renewals and integrals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import integrate, stats

from .checker import YEAR_H
from .readings import complement, site
from .sibling import Sibling, head


def _assembly() -> Iterator[Sibling]:
    """A chain of two parts that age; both are new after each repair, 20 h of the one and 60 h of the other.

    Renewals: the mean life of the pair is that of the shorter of two, and the first part is the one that failed
    with the probability of being the shorter.
    """
    one, other = stats.weibull_min(3, scale=900), stats.weibull_min(1.5, scale=1200)
    life, _ = integrate.quad(lambda t: float(one.sf(t) * other.sf(t)), 0, np.inf)
    first, _ = integrate.quad(lambda t: float(one.pdf(t) * other.sf(t)), 0, np.inf)
    repair = first * 20 + (1 - first) * 60
    text = head("years: 100") + (
        "  one: {kind: element, mttf_h: {law: weibull, shape: 3, scale: 900}, mttr_h: {mean: 20, cv: 1}, "
        "fed_by: [mains], assembly: skid}\n"
        "  other: {kind: element, mttf_h: {law: weibull, shape: 1.5, scale: 1200}, mttr_h: 60, fed_by: [one], "
        "assembly: skid}\n"
        "halls: {hall: {it_mw: 1, cords: [other]}}\n"
    )
    down = complement("facility_availability")
    yield Sibling("two parts of an assembly: unavailability", text, 10, repair / (life + repair), down)
    often = site("facility_outages_per_year")
    yield Sibling("two parts of an assembly: outages", text, 10, YEAR_H / (life + repair), often)


def _wear() -> Iterator[Sibling]:
    """Life of 2 years, shape 4, replaced at 1.5: a cycle ends at wear-out, with 20 days of repair, or at that age."""
    law, age, repair = stats.weibull_min(4), 1.5 * YEAR_H, 480.0
    scale = 2 * YEAR_H / float(law.mean())
    life, _ = integrate.quad(lambda t: float(law.sf(t / scale)), 0, age)
    fails = float(law.cdf(age / scale))
    text = head("years: 200") + (
        "  unit: {kind: element, mttf_h: never, fed_by: [mains], "
        "wear_out: {mean_years: 2, shape: 4, replaced_years: 1.5, repair_days: 20}}\n"
        "halls: {hall: {it_mw: 1, cords: [unit]}}\n"
    )
    expected = fails * repair / (life + fails * repair)
    yield Sibling("replaced at an age", text, 150, expected, complement("facility_availability"))


def _events() -> Iterator[Sibling]:
    """An event of 30 h takes either of two groups by chance, 0.6 and 0.5; both must be out. 20 a year while none is."""
    loss = "{hits: [left, right], per_year: 20, duration_h: {mean: 30, cv: 0.5}, chances: {left: 0.6, right: 0.5}}"
    text = head(grid=f"  interruptions: {{leak: {loss}}}\n") + (
        "  left: {kind: switchgear, mttf_h: never, fed_by: [mains]}\n"
        "  right: {kind: switchgear, mttf_h: never, fed_by: [mains]}\n"
        "halls: {hall: {it_mw: 1, cords: [left, right]}}\n"
    )
    under_way = 20 * 30 / (YEAR_H + 20 * 30)
    yield Sibling(
        "an event that takes both sides", text, 60, 0.3 * under_way, complement("facility_availability")
    )


FAMILIES = (_assembly, _wear, _events)
