"""Cases of interrupted supply: annual accounting, standby gensets, ride-through."""

from __future__ import annotations

from .checker import Case, Quantity, Run
from .exact import UtilityAndGenset, merged_recovery_h, planned_and_failures_h, sets_survive
from .readings import clocks_differ, complement, lost_per_interruption, run_share, site

CASES = (
    Case(
        "A01",
        "Downtime of Tier I to IV sites from their outage counts",
        "7x24 Exchange Magazine, Spring 2015, p. 35, appendix A, quoting the Uptime Institute (2010)",
    ),
    Case(
        "F05",
        "Utility with one standby genset",
        "Markov chain of four states, checked by a Monte Carlo run of 100,000 years",
    ),
    Case(
        "F06a", "Battery ride-through of exponential outages", "closed form 4 exp(-r/4), equal to quadrature"
    ),
    Case(
        "F08a",
        "k of n gensets must outlive an exponential outage",
        "inclusion-exclusion with Laplace transforms, equal to quadrature to 1e-6",
    ),
)


def _tier(
    level: str,
    downtime_h: float,
    availability: tuple[float, float],
    rounded: float,
    planned_h: float,
    per_year: float,
    seed: int,
    replications: int,
    variant: str | None = None,
) -> Run:
    """One Tier; `availability` with its tolerance. `planned_h` and `per_year` are the counts behind it."""
    while_up = planned_and_failures_h(planned_h, per_year, 4)
    downtime, available = site("downtime_h_per_year"), site("availability")
    return Run(
        "A01",
        "A01.yaml",
        variant=variant,
        seed=seed,
        replications=replications,
        quantities=(
            Quantity(
                f"downtime Tier {level}", downtime_h, downtime, "h/yr", "service", tolerance=0.01 * downtime_h
            ),
            Quantity(
                f"downtime Tier {level}, failures a hazard while up",
                while_up,
                downtime,
                "h/yr",
                "service",
                summed=True,
            ),
            Quantity(
                f"availability Tier {level}",
                availability[0],
                available,
                clock="service",
                tolerance=availability[1],
                near_one=True,
            ),
            Quantity(
                f"availability Tier {level}, as published and rounded",
                rounded,
                available,
                clock="service",
                tolerance=6e-5,
                near_one=True,
            ),
            Quantity("service minus facility downtime", 0.0, clocks_differ, "h/yr", "both", tolerance=1e-12),
        ),
    )


_A01 = (
    _tier("I", 28.8, (0.9967123288, 5e-5), 0.9967, 24, 1.2, 51, 3_000, "tier-1"),
    _tier("II", 22.0, (0.9974885845, 5e-5), 0.9975, 18, 1.0, 52, 3_000, "tier-2"),
    _tier("III", 1.6, (0.9998173516, 5e-6), 0.9998, 0, 0.4, 53, 12_000),
    _tier("IV", 0.8, (0.9999086758, 5e-6), 0.9999, 0, 0.2, 54, 20_000, "tier-4"),
    Run(
        "A01",
        "A01.yaml",
        variant="tier-3-recovery",
        seed=55,
        replications=12_000,
        quantities=(
            Quantity(
                "downtime Tier III, 4 h of recovery",
                1.6,
                site("downtime_h_per_year"),
                "h/yr",
                "service",
                tolerance=0.016,
            ),
            Quantity(
                "downtime Tier III, 4 h of recovery, merged",
                merged_recovery_h(0.4, 4 + 1 / 3600),
                site("downtime_h_per_year"),
                "h/yr",
                "service",
                summed=True,
            ),
            Quantity(
                "downtime of one second each",
                planned_and_failures_h(0, 0.4, 1 / 3600),
                site("facility_downtime_h_per_year"),
                "h/yr",
            ),
        ),
    ),
)

STARTS_AGAIN = UtilityAndGenset(4380, 4, 0.0094, 1700, 37, starts_again=True)
BAD_GENSET = UtilityAndGenset(2000, 40, 0.2, 40, 100, starts_again=True)

_F05 = (
    Run(
        "F05",
        "F05.yaml",
        seed=61,
        replications=9_500,
        quantities=(
            Quantity("unavailability", 9.729491781e-06, complement("facility_availability")),
            Quantity("downtime", 0.085230348, site("facility_downtime_h_per_year"), "h/yr"),
            Quantity("losses of load", 0.02361110992, site("facility_outages_per_year"), "1/yr"),
            Quantity("mean down time", 3.609756098, site("outage_h"), "h"),
            Quantity("P(utility out, genset carrying)", 0.0009026792673, run_share("genset"), clock="-"),
            Quantity(
                "unavailability, a repaired set must start",
                STARTS_AGAIN.unavailability,
                complement("facility_availability"),
                summed=True,
            ),
        ),
    ),
    Run(
        "F05",
        "F05.yaml",
        variant="bad-genset",
        note="twin with raised rates",
        seed=62,
        replications=300,
        quantities=(
            Quantity(
                "unavailability", BAD_GENSET.unavailability, complement("facility_availability"), summed=True
            ),
            Quantity("losses of load", BAD_GENSET.per_year, site("facility_outages_per_year"), "1/yr"),
            Quantity("mean down time", BAD_GENSET.mean_down_h, site("outage_h"), "h"),
            Quantity("P(utility out, genset carrying)", BAD_GENSET.carrying, run_share("genset"), clock="-"),
        ),
    ),
)


def _ride_through(
    ride: str, longer: float, lost_h: float, seed: int, replications: int, variant: str | None = None
) -> Run:
    return Run(
        "F06a",
        "F06a.yaml",
        variant=variant,
        seed=seed,
        replications=replications,
        quantities=(
            Quantity(
                f"P(outage longer than {ride})",
                longer,
                complement("no_outage_probability"),
                tolerance=1e-6 * longer,
                near_one=longer > 0.5,
            ),
            Quantity(
                f"mean time lost per outage, ride-through {ride}",
                lost_h,
                lost_per_interruption("outage"),
                "h",
                tolerance=1e-6 * lost_h,
                summed=True,
            ),
        ),
    )


_F06A = (
    _ride_through("0.25 h", 0.9394130628, 3.757652251, 71, 30_000),
    _ride_through("1 h", 0.7788007831, 3.115203132, 72, 40_000, "one-hour"),
    _ride_through("8 h", 0.1353352832, 0.5413411329, 73, 180_000, "eight-hours"),
    Run(
        "F06a",
        "F06a.yaml",
        variant="no-battery",
        seed=74,
        replications=30_000,
        quantities=(
            Quantity("mean outage", 4.0, lost_per_interruption("outage"), "h", tolerance=4e-6, summed=True),
        ),
    ),
)


def _survival(
    k: int, n: int, survive: float, seed: int, replications: int, variant: str | None = None
) -> Run:
    return Run(
        "F08a",
        "F08a.yaml",
        variant=variant,
        seed=seed,
        replications=replications,
        note="twin with raised rates" if variant and variant.endswith("-worse") else "",
        quantities=(
            Quantity(
                f"P({k} of {n} outlive the outage)",
                survive,
                site("no_outage_probability"),
                tolerance=1e-8,
                near_one=True,
                summed=True,
            ),
        ),
    )


_F08A = (
    _survival(1, 1, 0.9768097448, 81, 60_000),
    _survival(1, 2, 0.999277263, 82, 620_000, "one-of-two"),
    _survival(4, 4, 0.9114563682, 83, 40_000, "four-of-four"),
    _survival(4, 5, 0.993352025, 84, 100_000, "four-of-five"),
    _survival(4, 6, 0.9994658593, 85, 840_000, "four-of-six"),
    _survival(1, 2, sets_survive(1, 2, 0.1, 170, 24), 86, 60_000, "one-of-two-worse"),
    _survival(4, 6, sets_survive(4, 6, 0.1, 170, 24), 87, 40_000, "four-of-six-worse"),
)

RUNS = (*_A01, *_F05, *_F06A, *_F08A)
