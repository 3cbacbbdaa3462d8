"""Cases of machines that depend on each other: crews, standby, failures in common, maintenance."""

from __future__ import annotations

from .checker import Case, Quantity, Run
from .readings import complement, site

CASES: tuple[Case, ...] = ()  # their exact answers name them


def _long_run(unavailability: float, per_year: float, up_h: float | None = None) -> tuple[Quantity, ...]:
    found = (
        Quantity("unavailability", unavailability, complement("facility_availability"), summed=True),
        Quantity("failures", per_year, site("facility_outages_per_year"), "1/yr"),
    )
    return (
        found if up_h is None else (*found, Quantity("mean up time", up_h, site("facility_mean_up_h"), "h"))
    )


def _standby(
    seed: int, replications: int, quantities: tuple[Quantity, ...], variant: str | None = None
) -> Run:
    return Run(
        "F03a", "F03a.yaml", seed=seed, replications=replications, quantities=quantities, variant=variant
    )


RUNS = (
    _standby(78, 300, _long_run(0.0002811709207, 0.102627386, 85_333.33333)),
    _standby(79, 450, _long_run(0.0001422722458, 0.05192936973, 168_666.6667), "cold"),
    Run(
        "F09a",
        "F09a.yaml",
        seed=76,
        replications=600,
        quantities=_long_run(6.530608241e-05, 0.04767344016),
    ),
    Run(
        "F11a",
        "F11a.yaml",
        seed=77,
        replications=100,
        quantities=_long_run(0.006488868454, 2.867902810),
    ),
)
