"""Cases of groups and paths that fail and are repaired: redundancy, first failures, laws, one-lines."""

from __future__ import annotations

import math

from .checker import Case, Quantity, Run
from .exact import Block
from .readings import complement, down_in, site, up_at

CASES = (
    Case(
        "A02",
        "Modular UPS, five of six modules behind a part without redundancy",
        'Power Kinetics bulletin 01 (vendor\'s web page), "The importance of the mathematical MTBF model"; '
        "exact values from the Markov chain",
    ),
    Case(
        "D05",
        "Two of three units: available at an hour from new, mean time to the first failure",
        "fiabilipy documentation, pages on components and voters; closed forms",
    ),
    Case(
        "F01a",
        "Five of six and two of three machines, each repaired on its own",
        "closed form (binomial states, birth-death chain), checked by an independent Markov chain",
    ),
    Case(
        "F15",
        "Weibull life and lognormal repair: only the means count in the long run",
        "renewal theorem with the means of the gamma and lognormal formulas",
    ),
    Case(
        "F17a",
        "Single-path one-line: utility or genset, transfer switch, switchboard, UPS, PDU",
        "product formula, checked by enumeration of all states",
    ),
    Case(
        "F18a",
        "Load that grows year by year until nothing of six machines is to spare",
        "closed form (binomial states), stationary in every year",
    ),
)

_FIRST = "mean time to the first loss of load"


def _first(expected: float, tolerance: float = 0.0, summed: bool = False, name: str = _FIRST) -> Quantity:
    read = site("time_to_first_outage_h")
    return Quantity(name, expected, read, "h", tolerance=tolerance, summed=summed)


def _long_run(unavailability: float, per_year: float, up_h: float, down_h: float) -> tuple[Quantity, ...]:
    return (
        Quantity("unavailability", unavailability, complement("facility_availability"), summed=True),
        Quantity("failures", per_year, site("facility_outages_per_year"), "1/yr"),
        Quantity("mean up time", up_h, site("facility_mean_up_h"), "h"),
        Quantity("mean down time", down_h, site("outage_h"), "h"),
    )


MODULES = Block(5, 6, 100_000, 8)
MODULES_REPAIRED_SLOWLY = Block(5, 6, 100_000, 800)
SIMPLE_PART_PER_H = 1 / 500_000

_A02 = (
    Run(
        "A02",
        "A02.yaml",
        seed=11,
        replications=12_500,
        quantities=(
            _first(494_076.2973, summed=True),
            _first(494_000, tolerance=494, name=f"{_FIRST}, as published"),
        ),
    ),
    Run(
        "A02",
        "A02.yaml",
        variant="without-redundancy",
        seed=12,
        replications=40_000,
        quantities=(
            _first(45_454.54545, summed=True),
            _first(45_000, tolerance=675, name=f"{_FIRST}, as published"),
        ),
    ),
    Run(
        "A02",
        "A02.yaml",
        variant="slow-repair",
        note="twin with raised rates",
        seed=13,
        replications=20_000,
        quantities=(
            _first(MODULES_REPAIRED_SLOWLY.mean_first_failure_h(SIMPLE_PART_PER_H), summed=True),
            Quantity(
                "mean time to the first failure of the modules alone, by formula",
                41_703_333.33,
                lambda _: MODULES.mean_first_failure_h(),
                "h",
                clock="-",
                tolerance=41.7,
            ),
        ),
    ),
)

_UP_AT_30_H = 0.6 + 0.4 * math.exp(-0.05 * 30)
_D05 = (
    Run(
        "D05",
        "D05.yaml",
        seed=25,
        replications=14_000,
        quantities=(_first(8333.333333, summed=True, name="mean time to the first failure, no repair"),),
    ),
    Run(
        "D05",
        "D05.yaml",
        variant="at-30-h",
        note="twin with raised rates",
        seed=26,
        replications=10_000,
        quantities=(
            Quantity(
                "available after 30 h",
                3 * _UP_AT_30_H**2 - 2 * _UP_AT_30_H**3,
                up_at(30.0),
                near_one=True,
                summed=True,
            ),
        ),
    ),
)

_F01A = (
    Run(
        "F01a",
        "F01a.yaml",
        seed=21,
        replications=400,
        quantities=_long_run(0.006428605225, 2.956813006, 2943.603604, 19.04570281),
    ),
    Run(
        "F01a",
        "F01a.yaml",
        variant="five-of-six-first",
        seed=22,
        replications=20_000,
        quantities=(_first(3226.936937, summed=True),),
    ),
    Run(
        "F01a",
        "F01a.yaml",
        variant="two-of-three",
        seed=23,
        replications=600,
        quantities=_long_run(0.0002921476345, 0.05101421818, 171_666.6667, 50.16666667),
    ),
    Run(
        "F01a",
        "F01a.yaml",
        variant="two-of-three-first",
        seed=24,
        replications=14_000,
        quantities=(_first(175_000.0, summed=True),),
    ),
)

_F15 = (
    Run(
        "F15",
        "F15.yaml",
        seed=31,
        replications=150,
        quantities=(
            Quantity("mean life", 887.2638175, site("facility_mean_up_h"), "h"),
            Quantity("mean repair", 32.97442541, site("outage_h"), "h"),
            Quantity(
                "availability of a unit",
                0.9641675124,
                site("facility_availability"),
                near_one=True,
                summed=True,
            ),
            Quantity("failures of a unit", 9.519274022, site("facility_outages_per_year"), "1/yr"),
        ),
    ),
    Run(
        "F15",
        "F15.yaml",
        variant="one-of-two",
        seed=32,
        replications=200,
        quantities=(
            Quantity(
                "availability of one of two",
                0.9987160328,
                site("facility_availability"),
                near_one=True,
                summed=True,
            ),
        ),
    ),
)

_F17A = (
    Run(
        "F17a",
        "F17a.yaml",
        seed=41,
        replications=900,
        quantities=(
            Quantity("unavailability", 0.0003593403199, complement("facility_availability")),
            Quantity("failures", 0.3536385512, site("facility_outages_per_year"), "1/yr"),
            Quantity("downtime", 3.147821202, site("facility_downtime_h_per_year"), "h/yr", summed=True),
        ),
    ),
)

_BELOW = "two of six: 2.58e-08 is below what a simulation can tell in this time"
_F18A = (
    Run(
        "F18a",
        "F18a.yaml",
        variant="until-four",
        seed=181,
        replications=180_000,
        quantities=(
            Quantity(
                "unavailability in the year of four of six", 1.841941972e-4, down_in("2029"), summed=True
            ),
        ),
        note=_BELOW,
    ),
    Run(
        "F18a",
        "F18a.yaml",
        variant="until-five",
        seed=182,
        replications=9_000,
        quantities=(
            Quantity(
                "unavailability in the year of five of six", 6.428605225e-3, down_in("2030"), summed=True
            ),
        ),
    ),
    Run(
        "F18a",
        "F18a.yaml",
        seed=183,
        replications=1_000,
        quantities=(
            Quantity("unavailability in the year of all six", 0.1211907538, down_in("2031"), summed=True),
        ),
    ),
)

RUNS = (*_A02, *_D05, *_F01A, *_F15, *_F17A, *_F18A)
