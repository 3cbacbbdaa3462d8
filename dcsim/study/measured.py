"""One of many runs: what it measures and nothing beside it, simulated in this process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.errors import UsageError
from dcsim.estimate import Estimate
from dcsim.measures import Observed, measure
from dcsim.study.blocks import Blocks, check_seed, parts, replications_for
from dcsim.study.executors import simulated
from dcsim.study.facts import facts_of, observed

if TYPE_CHECKING:
    from dcsim.scenario import Scenario

CENSORED_AT_MOST = 0.01
"""Share of replications without an outage up to which `ends_at: first-outage` makes sense."""


@dataclass(frozen=True)
class Measured:
    """What a run has seen, and the figures of the site: those a `Result` of the same run has, to the bit."""

    observed: Observed
    estimates: Mapping[str, Estimate]


def measured(scenario: Scenario, *, seed: int, site_years: float) -> Measured:
    """Simulate a scenario for so many site-years, one of many that other processes have their part of.

    Causes, findings and the second opinion of a run take as long as 400 site-years of it; they are left out.
    """
    model = scenario.model
    blocks = Blocks(scenario, check_seed(seed), None)
    todo = parts(replications_for(site_years, model.horizon.length_h), model.horizon.length_h)
    seen = observed(facts_of(model), list(simulated(blocks, todo, workers=1)))
    refuse_censored(seen)
    return Measured(seen, measure(seen))


def refuse_censored(seen: Observed) -> None:
    """Raise UsageError where too many replications that should end at an outage never had one."""
    if not seen.ends_at_first_outage:
        return
    without = seen.replications - int(seen.had_outage.sum())
    if without > CENSORED_AT_MOST * seen.replications:
        raise UsageError(
            f"ends_at: first-outage: {without} of {seen.replications} replications reach the end of the "
            "horizon without an outage (at most 1 % may); give a longer horizon or leave ends_at out"
        )
