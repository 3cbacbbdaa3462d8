"""Cases without chance: events in order, stores to the minute."""

from __future__ import annotations

from .checker import Case, Quantity, Run
from .readings import (
    dark_h,
    dark_min,
    failures,
    first_outage_h,
    first_outage_min,
    fuel_litres,
    level_at,
    outages,
    repairs,
    site,
)

CASES = (
    Case(
        "D02",
        "Fixed times to failure and repair; a shared unit",
        "AvailSim4 2.2.1 (PyPI sdist), test_E2E_repair.py and test_E2E_sharedChild.py with their inputs; "
        "time lines worked out by hand",
    ),
    Case("F19", "A battery that does not recharge between two outages", "hand arithmetic"),
    Case(
        "H01",
        "Fuel of 2,000 kW sets by load",
        "public chart of generator consumption (eventpower.ca; the same within 0.1 L/h at oer.enviraj.com); "
        "times and litres by hand arithmetic",
    ),
)


def _fuel(variant: str | None, seed: int, name: str, litres: float) -> Run:
    """48 h without a grid: what all sets burn."""
    quantity = Quantity(name, litres, fuel_litres, "L", clock="-", tolerance=1e-9 * litres)
    return Run("H01", "H01.yaml", variant=variant, seed=seed, replications=1, quantities=(quantity,))


RUNS = (
    Run(
        "D02",
        "D02-trace1.yaml",
        seed=1,
        replications=1,
        quantities=(
            Quantity("repairs in 1,000 h", 10.0, repairs("unit-1"), clock="-"),
            Quantity("availability", 0.9, site("availability"), clock="service", tolerance=1e-12),
        ),
    ),
    Run(
        "D02",
        "D02-trace1.yaml",
        variant="two-in-series",
        seed=2,
        replications=1,
        quantities=(
            Quantity("repairs of the first unit", 10.0, repairs("unit-1"), clock="-"),
            Quantity("repairs of the second unit", 10.0, repairs("unit-2"), clock="-"),
            Quantity("availability", 0.9, site("availability"), clock="service", tolerance=1e-12),
        ),
    ),
    Run(
        "D02",
        "D02-trace2.yaml",
        seed=3,
        replications=1,
        quantities=(
            Quantity("failures of the shared unit", 4.0, failures("shared"), clock="-"),
            Quantity("outages", 4.0, outages),
            Quantity("downtime in 10 h", 2.0, dark_h, "h", tolerance=1e-12),
        ),
    ),
    Run(
        "F19",
        "F19.yaml",
        seed=4,
        replications=1,
        levels=True,
        quantities=(
            Quantity("charge after the first outage", 0.4, level_at("ups", 6), clock="-", tolerance=1e-9),
            Quantity("charge at the second outage", 0.7, level_at("ups", 36), clock="-", tolerance=1e-9),
            Quantity("load lost in the second outage", 1.0, dark_min, "min", tolerance=1e-9),
            Quantity("load lost from", 43.0, first_outage_min, "min", tolerance=1e-9),
            Quantity("outages", 1.0, outages),
        ),
    ),
    _fuel(None, 5, "fuel of four sets at 75 %, 48 h", 75_225.6),
    _fuel("three-sets", 6, "fuel of three sets at 100 %, 48 h", 77_356.8),
    _fuel("one-set-at-60-percent", 7, "fuel of one set at 60 %, 48 h", 320.7 * 48),
    _fuel("one-of-four-fails", 8, "fuel, one of four fails at 24 h", 76_291.2),
    Run(
        "H01",
        "H01.yaml",
        variant="smaller-tank",
        seed=9,
        replications=1,
        quantities=(
            Quantity("hours until 60 m³ are burnt", 60_000 / 1_567.2, first_outage_h, "h", tolerance=1e-9),
            Quantity("fuel burnt", 60_000, fuel_litres, "L", clock="-", tolerance=1e-6),
        ),
    ),
)
