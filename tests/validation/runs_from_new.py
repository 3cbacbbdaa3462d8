"""Cases over a short time from new: missions, outages that have begun, the first hours of a unit."""

from __future__ import annotations

from .answers_survival import G01_TABLE
from .checker import Case, Quantity, Run
from .readings import site, up_at

CASES = (
    Case(
        "D01",
        "Four units of which two, or one, must last; never repaired",
        "availsim4 2.2.1 (PyPI sdist), test_E2E_convergence_rare_event.py; binomial",
    ),
)


def _mission(needed: int, lost: float, seed: int, variant: str | None = None) -> Run:
    return Run(
        "D01",
        "D01.yaml",
        variant=variant,
        seed=seed,
        replications=480_000,
        quantities=(
            Quantity(
                f"P({needed} of 4 last)",
                1 - lost,
                site("no_outage_probability"),
                tolerance=1e-9,
                near_one=True,
                summed=True,
            ),
        ),
    )


_D01 = (_mission(2, 0.001021095272, 101), _mission(1, 0.001079683643, 102, "one-of-four"))


def _first_hours(hours: int, available: float, seed: int, replications: int, variant: str) -> Run:
    return Run(
        "F13",
        "F13.yaml",
        variant=variant,
        seed=seed,
        replications=replications,
        quantities=(
            Quantity(
                f"available over the first {hours:,} h",
                available,
                site("facility_availability"),
                tolerance=1e-9,
                near_one=True,
                summed=True,
            ),
        ),
    )


_F13 = (
    Run(
        "F13",
        "F13.yaml",
        seed=103,
        replications=120_000,
        quantities=(
            Quantity("available at 5 h", 0.9960743126, up_at(5), tolerance=1e-9, near_one=True),
            Quantity(
                "available at 24 h", 0.9909759073, up_at(24), tolerance=1e-9, near_one=True, summed=True
            ),
        ),
    ),
    _first_hours(24, 0.9938218204, 104, 40_000, "first-day"),
    _first_hours(168, 0.9906825194, 105, 10_000, "first-week"),
    _first_hours(8760, 0.9901102005, 106, 600, "first-year"),
)


def _fleet(
    needed: int, count: int, days: tuple[int, ...], seed: int, replications: int, variant: str | None
) -> Run:
    """What is lost in fewer than one outage in 100 by then is left to the twins and to the exact answer."""
    expected = dict(zip((1, 3, 7, 14), G01_TABLE[needed, count], strict=True))
    return Run(
        "G01",
        "G01.yaml",
        variant=variant,
        seed=seed,
        replications=replications,
        quantities=tuple(
            Quantity(
                f"P({needed} of {count} carry for {day} d)",
                expected[day],
                up_at(24.0 * day),
                tolerance=1e-9,
                near_one=True,
                summed=day == 14,
            )
            for day in days
        ),
    )


_G01 = (
    _fleet(1, 1, (1, 3, 7, 14), 107, 16_000, None),
    _fleet(1, 2, (3, 7, 14), 108, 80_000, "one-of-two"),
    _fleet(4, 4, (1, 3, 7, 14), 109, 30_000, "four-of-four"),
    _fleet(4, 5, (1, 3, 7, 14), 110, 40_000, "four-of-five"),
    _fleet(4, 6, (3, 7, 14), 111, 60_000, "four-of-six"),
)
_G03 = Run(
    "G03",
    "G03.yaml",
    seed=112,
    replications=20_000,
    quantities=(
        Quantity(
            "carried for two weeks", 0.8195925893, up_at(336), tolerance=1e-9, near_one=True, summed=True
        ),
        Quantity("carried for two weeks, as published", 0.8, up_at(336), tolerance=0.03, near_one=True),
    ),
)
_B03 = Run(
    "B03",
    "B03.yaml",
    seed=113,
    replications=20_000,
    quantities=(
        Quantity("carried for 4 h", 1.0, up_at(3.999), tolerance=1e-9),
        Quantity("carried for 24 h", 0.7221205242, up_at(24), near_one=True, summed=True),
    ),
)

RUNS = (*_D01, *_F13, *_G01, _G03, _B03)
