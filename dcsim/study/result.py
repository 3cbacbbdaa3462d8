"""What a run found, complete and frozen: rendering needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.estimate import Estimate
from dcsim.findings import Finding
from dcsim.measures import Cause, CauseGroup, GroupMeasures, InterruptionMeasures, Observed
from dcsim.records import Counters, Event, Outage, StoreLevel
from dcsim.study.assumptions import Assumption
from dcsim.study.second_opinion import SecondOpinion
from dcsim.study.stopping import Stop
from dcsim.tiers import Verdict

if TYPE_CHECKING:
    from dcsim.scenario import Scenario
    from dcsim.study.inputs import Doubt


@dataclass(frozen=True)
class EngineInfo:
    """Which driver ran, why, and how many stretches a screened one kept (None: not screened)."""

    driver: str
    reason: str
    kept: int | None


@dataclass(frozen=True)
class Result:
    """One run of one scenario.

    `ends` has the hours each replication lasted; `estimates` maps measures to figures, `halls`,
    `tenants`, `on_one_cord` (`<tenant or hall>@<cord>`) and `years` names to such maps; `causes` is
    sorted, worst first, and `cause_groups` are the same with barriers of one kind together; `observed`
    keeps the records in the form measures ask for; `exact` is the second opinion of the exact layer;
    `stop` says why the run ended; `doubt` what is not known of the inputs does, where that was asked for.
    `events` and `levels` are filled where the run was asked to record them.
    """

    scenario: Scenario
    seed: int
    observed: Observed
    counters: Counters
    engine: EngineInfo
    stop: Stop
    estimates: Mapping[str, Estimate]
    halls: Mapping[str, Mapping[str, Estimate]]
    tenants: Mapping[str, Mapping[str, Estimate]]
    on_one_cord: Mapping[str, Mapping[str, Estimate]]
    years: Mapping[str, Mapping[str, Estimate]]
    groups: Mapping[str, GroupMeasures]
    interruptions: Mapping[str, InterruptionMeasures]
    verdict: Verdict
    causes: tuple[Cause, ...]
    cause_groups: tuple[CauseGroup, ...]
    assumptions: tuple[Assumption, ...]
    exact: SecondOpinion
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]
    events: tuple[Event, ...] = ()
    levels: tuple[StoreLevel, ...] = ()
    doubt: Doubt | None = None

    @property
    def availability(self) -> Estimate:
        """Availability of the site on the service clock, a fraction of time."""
        return self.estimates["availability"]

    @property
    def outages(self) -> Sequence[Outage]:
        """Facility outages, by replication and time."""
        return self.observed.outages

    @property
    def ends(self) -> tuple[float, ...]:
        return self.observed.ends_h

    @property
    def replications(self) -> int:
        return self.observed.replications

    @property
    def site_years(self) -> float:
        return self.observed.site_years
