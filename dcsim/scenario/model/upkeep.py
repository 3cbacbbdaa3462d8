"""How groups are looked after: crews and spares, standby, failures in common."""

from __future__ import annotations

from dcsim.scenario.fields import Count, DelayHours, Probability, Section


class Crew(Section):
    """People of one trade who repair: each crew one unit at a time, in the order in which units failed."""

    count: Count = 1
    """Crews that can work at the same time."""
    callout_h: DelayHours | None = None
    """From a failure until somebody is there to begin, if a crew is free; without it at once."""


class Spares(Section):
    """Spare parts on site: every repair takes one when it begins."""

    count: Count = 1
    """Spares in store when the horizon begins, and as many as are ever there."""
    restock_h: DelayHours
    """From the taking of one until the next has come."""


class Standby(Section):
    """Units beyond those in use stand by, and take over when one in use fails."""

    in_use: Count
    """Units that are used at a time."""
    idle: Probability = 1.0
    """Failure rate while standing by, as a share of that in use: 0 cold, 1 hot."""
    fail_to_take_over: Probability = 0.0
    """Probability that a unit asked to take over fails to do so; it is then repaired."""
