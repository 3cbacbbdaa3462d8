"""Cases that nobody published: other numbers, other laws, effects together; each with an answer of its own.

The answers are closed forms, small chains and one-dimensional integrals, and for what has none plain programs that
do what the pages of the language say. A sibling is a scenario text, run like any other, and one figure of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import integrate, stats

from dcsim.exact import Machines, carried_with_repair, first_failure_h, k_of_n, unit

from . import siblings_by_force, siblings_switching, siblings_tested, siblings_upkeep, siblings_wear
from .checker import YEAR_H, Reading
from .exact import UtilityAndGenset, lognormal_mean_h, weibull_mean_h
from .readings import complement, site
from .sibling import Sibling, block, exponential, head, horizons, outage, sets

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.study import Result


def _blocks() -> Iterator[Sibling]:
    """Other k and n: how much of the time, how often, and when first."""
    for needed, count, life, repair in ((3, 5, 100, 50), (7, 8, 300, 60), (1, 3, 60, 60)):
        text = head() + block(count, needed, f"{life}", exponential(repair))
        of_units = k_of_n(needed, count, unit(life, repair))
        often = horizons(of_units.failures_per_h)
        down = complement("facility_availability")
        yield Sibling(f"{needed} of {count}: unavailability", text, often, of_units.unavailability, down)
        first = head("years: 2, ends_at: first-outage") + block(count, needed, f"{life}", exponential(repair))
        expected = first_failure_h(needed, count, life, repair)
        yield Sibling(f"{needed} of {count}: first", first, 4_000, expected, site("time_to_first_outage_h"))


def _laws() -> Iterator[Sibling]:
    """In the long run only the means of lives and repairs count."""
    laws = (
        (
            "{law: weibull, shape: 0.8, scale: 300}",
            weibull_mean_h(0.8, 300),
            "{law: uniform, low: 10, high: 70}",
            40.0,
        ),
        ("{mean: 300, cv: 0.5}", 300.0, "{median: 15, sigma: 1.2}", lognormal_mean_h(15, 1.2)),
        ("{law: weibull, shape: 4, scale: 250}", weibull_mean_h(4, 250), "30", 30.0),
    )
    for life, mean_life, repair, mean_repair in laws:
        text = head("years: 100") + block(4, 3, life, repair)  # long, for all begin as new
        of_units = k_of_n(3, 4, unit(mean_life, mean_repair))
        name = f"3 of 4, lives {life}"
        yield Sibling(
            name,
            text,
            horizons(of_units.failures_per_h, years=100),
            of_units.unavailability,
            complement("facility_availability"),
        )


def _dependent() -> Iterator[Sibling]:
    """Crews, standby that may fail to take over, and failures in common, alone and together."""
    cases: tuple[tuple[str, Machines, str], ...] = (
        ("two crews for 4 of 7", Machines(7, 4, 200, 40, crews=2), ""),
        ("one crew, 2 of 4 warm", Machines(4, 2, 300, 40, crews=1, idle=0.3), "in_use: 2, idle: 0.3"),
        (
            "cold, may not take over",
            Machines(3, 1, 200, 40, idle=0.0, fails_to_take_over=0.1),
            "in_use: 1, idle: 0, fail_to_take_over: 0.1",
        ),
        ("common cause and one crew", Machines(4, 2, 500, 30, crews=1, beta=0.08), ""),
        (
            "all of them",
            Machines(4, 2, 400, 30, crews=2, idle=0.2, beta=0.05, fails_to_take_over=0.05),
            "in_use: 2, idle: 0.2, fail_to_take_over: 0.05",
        ),
    )
    for name, machines, standby in cases:
        crew = f"crews: {{all: {{count: {machines.crews}}}}}\n" if machines.crews else ""
        more = ", crew: all" if machines.crews else ""
        more += f", standby: {{{standby}}}" if standby else ""
        more += f", beta: {machines.beta:g}" if machines.beta else ""
        units = block(
            machines.count, machines.needed, f"{machines.mttf_h:g}", exponential(machines.mttr_h), more
        )
        text = head() + units + crew
        down = complement("facility_availability")
        often = horizons(machines.steady.failures_per_h)
        yield Sibling(f"{name}: unavailability", text, often, machines.steady.unavailability, down)


def _carried(count: int, needed: int, start: float, life_h: float, hours: float) -> float:
    p = (1 - start) * math.exp(-hours / life_h)
    return float(stats.binom.sf(needed - 1, count, p))


def _outlived(law: Any, carried: Callable[[float], float], lasts_h: float) -> float:
    """P(the sets carry until the outage is over, before the fuel is)."""
    value, _ = integrate.quad(lambda t: float(law.pdf(t)) * carried(t), 0, lasts_h, limit=400)
    return float(value)


def _fuel() -> Iterator[Sibling]:
    """Fuel, trucks that come too late or in time, lognormal outages, sets that fail: together.

    250 L an hour and MW. Two of three sets carry 2 MW: 500 L an hour, and 5 m³ last 10 h. With trucks of 2.5 m³ after
    8 h and every 12 h from then: 7 h are left at hour 8, and the truck at hour 20 comes 5 h too late: 15 h. Twice as
    many of them: at 8, 14, 20, … 5 h each for 6 h: 10, 15, 20 h … until the level after a truck is no more than 6 h:
    2 + 5, 1 + 5 at hour 14, 0 + 5 at hour 20, empty at 25.
    """
    law = stats.lognorm(0.8, scale=8)
    tanks = (("no truck", "", 10.0), ("trucks", "2", 15.0), ("more trucks", "4", 25.0))
    for name, per_day, lasts in tanks:
        trucks = f", lead_h: 8, truck_m3: 2.5, trucks_per_day: {per_day}" if per_day else ""
        fuel = f", mttr_h: never, fuel: {{usable_m3: 5, litres_per_h: {{50 %: 125, 100 %: 250}}{trucks}}}"
        text = head("hours: 1500", grid=outage("{median: 8, sigma: 0.8}")) + sets(3, 2, 0.03, "120", fuel, 2)

        def carried(hours: float) -> float:
            return _carried(3, 2, 0.03, 120, hours)

        expected = _outlived(law, carried, lasts)
        yield Sibling(f"fuel, {name}", text, 8_000, expected, site("no_outage_probability"), near_one=True)


def _repaired() -> Iterator[Sibling]:
    """Sets that are repaired while the grid is gone, and must start again then."""
    for count, needed, start, life, repair, hours in (
        (3, 2, 0.0, 40, 6, 24),
        (2, 1, 0.0, 20, 10, 48),
        (5, 3, 0.1, 60, 12, 24),
        (2, 1, 0.2, 20, 10, 24),
    ):
        gone = outage(f"{hours + 10}")
        fails = f", mttr_h: {exponential(repair)}"
        text = head(f"hours: {hours + 1}", grid=gone) + sets(count, needed, start, f"{life}", fails, needed)
        expected = carried_with_repair(count, needed, 1 - start, life, repair, hours)

        yield Sibling(
            f"{needed} of {count} repaired meanwhile{f', {start:.0%} do not start' if start else ''}",
            text,
            20_000,
            expected,
            _never_down_by(hours),
            near_one=expected > 0.5,
        )


def _together() -> Iterator[Sibling]:
    """Three of four sets for 12 h; of the fifth of starts that fail, three in ten fail for all sets."""
    common = 0.3 * 0.2
    alone = 0.2 * 0.7 / (1 - common)
    expected = (1 - common) * _carried(4, 3, alone, 60, 12)
    text = head("hours: 20", grid=outage("12")) + sets(4, 3, 0.2, "60", ", mttr_h: never, beta: 0.3", 3)
    yield Sibling("3 of 4 that fail to start together", text, 16_000, expected, site("no_outage_probability"))


def _never_down_by(hour: float) -> Reading:
    """Share of replications without an outage that began before this hour."""

    def read(result: Result) -> Estimate:
        lost = len({outage.replication for outage in result.outages if outage.start_h < hour})
        share = 1 - lost / result.replications
        error = math.sqrt(share * (1 - share) / result.replications)
        return replace(result.estimates["no_outage_probability"], value=share, standard_error=error)

    return read


def _year() -> Iterator[Sibling]:
    """P(downtime of a year ≤ x), up and down in turn from new.

    It is at most x if what goes down in the first T - x hours of operation is repaired within x hours in all: the
    number is Poisson, the sum of that many repairs gamma.
    """
    for life, repair, most in ((2000, 8, 30), (1500, 30, 300), (20_000, 10, 0.0)):
        up = YEAR_H - most
        counts = range(200)
        chances = stats.poisson.pmf(np.arange(200), up / life)
        within = [1.0, *(stats.gamma.cdf(most, n, scale=repair) for n in counts[1:])]
        expected = float(math.fsum(p * q for p, q in zip(chances, within, strict=True)))
        text = head("years: 1", site=f", target: {{availability: {1 - most / YEAR_H:.15g}}}") + block(
            1, 1, f"{life}", exponential(repair)
        )
        name = f"a year of at most {most:g} h down"
        yield Sibling(name, text, 2_500, expected, site("year_meets_target_probability"), near_one=True)


def _tied() -> Iterator[Sibling]:
    """Two sides with a tie: a line that can carry both, or only its own; no break in between.

    Both halls are served while both boards are up, and one line is if it can carry both, else both.
    """
    line, board = unit(400, 60), unit(3000, 50)
    for name, mw, lines in (
        ("one line carries both", 2.0, 1 - line.unavailability**2),
        ("a line carries its own side", 1.0, line.availability**2),
    ):
        power = "".join(
            f"  line-{side}: {{kind: element, rating_mw: {mw:g}, overload_s: 0, reset_h: 0, mttf_h: 400, "
            f"mttr_h: {exponential(60)}, fed_by: [mains]}}\n"
            f"  board-{side}: {{kind: switchgear, mttf_h: 3000, mttr_h: {exponential(50)}, fed_by: [line-{side}]}}\n"
            for side in "ab"
        )
        tie = "  tie: {kind: bus_tie, between: [board-a, board-b], closes_when: one-side-dead, delay_s: 0, mttf_h: never}\n"
        halls = "halls:\n" + "".join(f"  hall-{s}: {{it_mw: 0.8, cords: [board-{s}]}}\n" for s in "ab")
        expected = 1 - lines * board.availability**2
        yield Sibling(
            f"two sides, {name}",
            head() + power + tie + halls,
            40,
            expected,
            complement("facility_availability"),
        )


def _utility() -> Iterator[Sibling]:
    """A utility and a set with other figures, start failures and run failures together."""
    for life, repair, start, running, genset_repair in ((500, 10, 0.05, 60, 50), (300, 60, 0.3, 200, 20)):
        known = UtilityAndGenset(life, repair, start, running, genset_repair, starts_again=True)
        feed = f"mttf_h: {life}, mttr_h: {exponential(repair)}"
        more = f", mttr_h: {exponential(genset_repair)}, stable_min: 0, cooldown_min: 0"
        text = head(feed=feed) + sets(1, 1, start, f"{running}", more, 1)
        down = complement("facility_availability")
        yield Sibling(f"utility {life} h up, set {running} h", text, 150, known.unavailability, down)


SIBLINGS = {
    one.name: one
    for family in (
        _blocks,
        _laws,
        _dependent,
        _fuel,
        _repaired,
        _together,
        _year,
        _tied,
        _utility,
        *siblings_switching.FAMILIES,
        *siblings_wear.FAMILIES,
        *siblings_by_force.FAMILIES,
        *siblings_upkeep.FAMILIES,
        *siblings_tested.FAMILIES,
    )
    for one in family()
}
