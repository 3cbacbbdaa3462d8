"""What ends a run: a precision, a verdict, an amount, a time; and how a run came to its end."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.errors import UsageError
from dcsim.measures.intervals import CONFIDENCE
from dcsim.rollout import is_by_plan
from dcsim.study.blocks import DEFAULT_SITE_YEARS, SITE_YEARS_BY_PLAN, replications_for

if TYPE_CHECKING:
    from dcsim.scenario.model import ScenarioModel

DEFAULT_PRECISION = 0.10
"""Half-width of the interval of service downtime, as a share of it."""
FAR_SITE_YEARS = 1_000_000.0
"""At most so many where a rule or a time was asked for and no amount: a site that never fails must end."""


@dataclass(frozen=True)
class Rule:
    """When a run ends.

    `precision` is the largest half-width of the interval of service downtime, as a share of its value;
    `until_decided` asks for the verdict against the target. The first that is satisfied ends the run;
    `replications` and `max_seconds` end it without. With neither rule, `replications` is what was asked for.
    """

    replications: int
    precision: float | None = None
    until_decided: bool = False
    max_seconds: float | None = None

    @property
    def fixed(self) -> bool:
        """Whether an amount was asked for and nothing else."""
        return self.precision is None and not self.until_decided


@dataclass(frozen=True)
class Ending:
    """How a run ended: `by` precision, decided, site-years, seconds or interrupted.

    `looks` counts how often it was looked at. Intervals are computed at `confidence`, so that those reported
    cover in 95 % of runs whichever look it was.
    """

    rule: Rule
    by: str
    looks: int = 0
    confidence: float = CONFIDENCE

    @property
    def satisfied(self) -> bool:
        """Whether the rule ended the run, not a budget or the planner."""
        return self.by in ("precision", "decided") or (self.by == "site-years" and self.rule.fixed)


def rule_of(
    model: ScenarioModel,
    *,
    site_years: float | None = None,
    precision: float | None = None,
    until_decided: bool = False,
    max_seconds: float | None = None,
) -> Rule:
    """The rule a planner asked for; ±10 % on service downtime where they did not say.

    Raises UsageError for values that cannot be, and where `ends_at: first-outage` leaves no downtime to look
    at.
    """
    _check(precision, max_seconds)
    horizon_h = model.horizon.length_h
    asked = precision is not None or until_decided
    if model.horizon.ends_at is not None:
        if asked:
            raise UsageError(
                "every replication ends at its first outage: downtime is not measured, and neither a "
                "precision nor a verdict can end the run; say how much to simulate, in site-years"
            )
        return Rule(replications_for(site_years, horizon_h), max_seconds=max_seconds)
    usual = SITE_YEARS_BY_PLAN if is_by_plan(model) else DEFAULT_SITE_YEARS
    far = FAR_SITE_YEARS if asked or max_seconds is not None else usual
    if site_years is None and not asked:
        precision = DEFAULT_PRECISION
    return Rule(replications_for(site_years, horizon_h, far), precision, until_decided, max_seconds)


def _check(precision: float | None, max_seconds: float | None) -> None:
    if precision is not None and not 0.0 < precision < 1.0:
        raise UsageError(f"a precision is a share above 0 and below 1, such as 0.1 or 10%, not {precision:g}")
    if max_seconds is not None and not 0.0 < max_seconds < math.inf:
        raise UsageError(f"a budget of time must be above 0 seconds and finite, not {max_seconds:g}")
