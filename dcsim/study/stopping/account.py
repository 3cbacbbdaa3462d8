"""What a run says of its end: why, how well it then knew service downtime, and what more would have taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.study.stopping.needed import Needed, for_decision, for_precision, relative_half_width
from dcsim.study.stopping.rule import DEFAULT_PRECISION, Ending

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.measures import Observed
    from dcsim.tiers import Target


@dataclass(frozen=True)
class Stop:
    """Why a run ended, how well it then knew service downtime, and how much more it would have taken.

    `relative_half_width` is None where nothing bounds downtime on both sides. `precision` is what the
    precision asked for (±10 % where none was) would take, `decision` the verdict; None where it is there.
    """

    ending: Ending
    relative_half_width: float | None
    aim: float
    precision: Needed | None
    decision: Needed | None


def account(ending: Ending, seen: Observed, downtime: Estimate, target: Target) -> Stop:
    """The end of a run that saw this much, with `downtime` on the service clock as it is reported."""
    aim = ending.rule.precision or DEFAULT_PRECISION
    return Stop(
        ending,
        relative_half_width(downtime),
        aim,
        None if ending.by == "precision" else for_precision(seen, downtime, aim),
        for_decision(seen, downtime, target),
    )
