"""Units that fail and are repaired: closed forms, Markov chains, the static part, capacity against a load."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import dcsim
from dcsim.exact import (
    Chain,
    Machines,
    adequacy,
    first_failure_h,
    k_of_n,
    maintained,
    parallel,
    series,
    static_part,
    unit,
)
from dcsim.plant import build

from . import rts79
from .answers import Answer, Figure
from .checker import HERE, YEAR_H, Case

CASES = (
    Case(
        "E01",
        "IEEE Reliability Test System 1979: units against a load by the hour",
        "IEEE Committee Report, IEEE Trans. PAS-98 (1979) 2047-2054; published 9.39 h, 1.37 d and 1,176 MWh a year, "
        "recomputed by convolution",
    ),
    Case(
        "F18a", "A load that grows: two, four, five and six of six in years one to four", "binomial formula"
    ),
    Case("F03a", "One of two with one crew, the other hot or cold", "closed forms and a Markov chain"),
    Case("F09a", "One of two, 5 % of failures in common", "closed form of the chain of three states"),
    Case(
        "F11a",
        "Planned maintenance of four of five",
        "binomial mixture: 5 x 48 h of the year as four of four",
    ),
    Case("F13", "One unit from new: available at an hour, and over the first hours", "closed form"),
    Case(
        "reference site",
        "What the plant of the reference site could not serve with its grid there",
        "a separate program, by factoring",
    ),
)

_ONE = Chain({("up", "down"): 0.001, ("down", "up"): 0.1})
_NEW = {"up": 1.0}
_F13 = (
    Answer(
        "F13",
        "dcsim.exact.Chain.at",
        tuple(
            Figure(f"available at {hour} h", value, lambda h=hour: _ONE.at(_NEW, h)["up"], tolerance=1e-9)  # type: ignore[misc]
            for hour, value in ((5, 0.9960743126), (24, 0.9909759073))
        ),
    ),
    Answer(
        "F13",
        "dcsim.exact.Chain.shares",
        (Figure("available in the long run", 0.9900990099, lambda: _ONE.shares["up"], tolerance=1e-10),),
    ),
    Answer(
        "F13",
        "dcsim.exact.Chain.mean_over",
        tuple(
            Figure(
                f"available over the first {hour:,} h",
                value,
                lambda h=hour: _ONE.mean_over(_NEW, h)["up"],  # type: ignore[misc]
                tolerance=1e-9,
            )
            for hour, value in ((24, 0.9938218204), (168, 0.9906825194), (8760, 0.9901102005))
        ),
    ),
)

_RELATIVE = 1e-8


def _within(quantity: str, expected: float, value: float, unit_name: str = "") -> Figure:
    return Figure(quantity, expected, lambda: value, unit_name, _RELATIVE * expected)


def _standby(word: str, idle: float, expected: tuple[float, float, float, float]) -> tuple[Figure, ...]:
    pair = Machines(2, 1, 2000, 24, crews=1, idle=idle)
    steady = pair.steady
    return (
        _within(f"{word}: unavailability", expected[0], steady.unavailability),
        _within(f"{word}: failures", expected[1], steady.failures_per_h * YEAR_H, "1/yr"),
        _within(f"{word}: mean up time", expected[2], pair.mean_up_h, "h"),
        _within(f"{word}: mean time to the first failure", expected[3], pair.first_failure_h, "h"),
    )


_F03A = Answer(
    "F03a",
    "dcsim.exact.Machines",
    (
        *_standby("hot", 1.0, (0.0002811709207, 0.102627386, 85_333.33333, 86_333.33333)),
        *_standby("cold", 0.0, (0.0001422722458, 0.05192936973, 168_666.6667, 170_666.6667)),
    ),
)
_SHARED, _ALONE = Machines(2, 1, 1e4, 24, beta=0.05).steady, Machines(2, 1, 1e4, 24).steady
_F09A = Answer(
    "F09a",
    "dcsim.exact.Machines",
    (
        _within("unavailability", 6.530608241e-05, _SHARED.unavailability),
        _within("failures", 0.04767344016, _SHARED.failures_per_h * YEAR_H, "1/yr"),
        _within("unavailability without failures in common", 5.732451215e-06, _ALONE.unavailability),
        Figure(
            "the one over the other",
            11.39234857,
            lambda: _SHARED.unavailability / _ALONE.unavailability,
            tolerance=1e-7 * 11.39,
        ),
    ),
)


def _out_each_year(count: int, hours: float) -> float:
    return maintained(4, count, unit(1700, 37), hours).unavailability


_F11A = Answer(
    "F11a",
    "dcsim.exact.maintained",
    (
        _within("unavailability outside maintenance", 0.004347134882, _out_each_year(5, 0)),
        _within("unavailability during maintenance", 0.08252041023, _out_each_year(5, YEAR_H / 5)),
        _within("unavailability of the whole year", 0.006488868454, _out_each_year(5, 48)),
    ),
)

_E01 = Answer(
    "E01",
    "dcsim.exact.adequacy",
    tuple(
        Figure(quantity, expected, compute, unit_name, 1e-6 * expected)
        for quantity, expected, compute, unit_name in (
            ("LOLE, 8,736 hours", 9.394175489, lambda: adequacy(rts79.UNITS, rts79.HOURLY_MW).lole, "h/yr"),
            ("EENS", 1176.29846, lambda: adequacy(rts79.UNITS, rts79.HOURLY_MW).unserved_mw, "MWh/yr"),
            (
                "LOLE, 364 daily peaks",
                1.368862906,
                lambda: adequacy(rts79.UNITS, rts79.DAILY_PEAKS_MW).lole,
                "d/yr",
            ),
            ("LOLP, always 2,850 MW", 0.08457806083, lambda: adequacy(rts79.UNITS, [rts79.PEAK_MW]).lolp, ""),
        )
    ),
)


@cache
def _static(file: str, variant: str | None = None, at_h: float | None = None) -> tuple[float, float]:
    """Unavailability and failures a year of a case's plant."""
    found = static_part(build(dcsim.read_scenario(HERE / file, variant=variant).model), at_h=at_h)
    return found.unavailability, found.failures_per_h * YEAR_H


_STATIC = "dcsim.exact.static_part"
_D01 = Answer(
    "D01",
    _STATIC,
    (
        Figure(
            "2 of 4 lost by 1 h", 0.001021095272, lambda: _static("D01.yaml", at_h=1.0)[0], tolerance=1e-9
        ),
        Figure(
            "1 of 4 lost by 1 h",
            0.001079683643,
            lambda: _static("D01.yaml", "one-of-four", at_h=1.0)[0],
            tolerance=1e-9,
        ),
    ),
)
_EITHER = parallel([unit(4380, 4), unit(1700, 37)])
_PATH = series([_EITHER, unit(150_000, 6), unit(200_000, 8), unit(50_000, 12), unit(300_000, 6)])
_F17A = Answer(
    "F17a",
    "dcsim.exact.series",
    (
        _within("unavailability", 0.0003593403199, _PATH.unavailability),
        _within("failures", 0.3536385512, _PATH.failures_per_h * YEAR_H, "1/yr"),
    ),
)


def _k_of_n(
    needed: int, count: int, mttf_h: float, mttr_h: float, expected: tuple[float, float]
) -> Iterator[Figure]:
    block, name = k_of_n(needed, count, unit(mttf_h, mttr_h)), f"{needed} of {count}"
    yield _within(f"{name}: unavailability", expected[0], block.unavailability)
    yield _within(f"{name}: failures", expected[1], block.failures_per_h * YEAR_H, "1/yr")


_F01A = Answer(
    "F01a",
    "dcsim.exact.k_of_n",
    (
        *_k_of_n(5, 6, 1700, 37, (0.006428605225, 2.956813006)),
        *_k_of_n(2, 3, 10_000, 100, (0.0002921476345, 0.05101421818)),
    ),
)
_F18A = Answer(
    "F18a",
    "dcsim.exact.k_of_n",
    tuple(
        _within(
            f"year {year}, {needed} of 6: unavailability",
            value,
            k_of_n(needed, 6, unit(1700, 37)).unavailability,
        )
        for year, needed, value in (
            (1, 2, 2.584534975e-08),
            (2, 4, 0.0001841941972),
            (3, 5, 0.006428605225),
            (4, 6, 0.1211907538),
        )
    ),
)
_REFERENCE = Answer(
    "reference site",
    _STATIC,
    (
        Figure(
            "unavailability",
            4.64123e-06,
            lambda: _static("../../scenarios/reference-site.yaml")[0],
            tolerance=5e-12,
        ),
    ),
)

_OF_THREE = Chain(
    {
        ("3", "2"): 3e-4,
        ("2", "1"): 2e-4,
        ("1", "0"): 1e-4,
        ("2", "3"): 0.03,
        ("1", "2"): 0.06,
        ("0", "1"): 0.09,
    }
)
_D05 = (
    Answer(
        "D05",
        "dcsim.exact.Chain.at",
        (
            Figure(
                "one available after 1,000 h",
                0.9966777409,
                lambda: Chain({("up", "down"): 1e-4, ("down", "up"): 0.03}).at(_NEW, 1000)["up"],
                tolerance=1e-10,
            ),
            Figure(
                "two of three available after 1,000 h",
                0.9999669611,
                lambda: sum(_OF_THREE.at({"3": 1.0}, 1000)[up] for up in "32"),
                tolerance=1e-10,
            ),
        ),
    ),
    Answer(
        "D05",
        "dcsim.exact.first_failure_h",
        (
            Figure(
                "mean time to the first failure, no repair",
                8333.333333,
                lambda: first_failure_h(2, 3, 1e4),
                "h",
                1e-6,
            ),
        ),
    ),
)

ANSWERS = (_D01, *_D05, _E01, _F01A, _F03A, _F09A, _F11A, *_F13, _F17A, _F18A, _REFERENCE)
