"""The way heat takes out of the halls."""

from __future__ import annotations

from typing import Annotated, Literal

from dcsim.laws import Law
from dcsim.scenario.fields import (
    Duration,
    Megawatts,
    Probability,
    Rating,
)
from dcsim.scenario.model.power import Group, LoadBlock, TakesPower


class CoolingGroup(Group, TakesPower):
    """Part of the way heat takes: chillers, pumps, air handlers, heat rejection, pipes.

    Without `fed_by` or `split` it needs no power.
    """

    kind: Literal["chiller", "pump", "air_handler", "heat_rejection", "pipe"]
    """What the units are."""
    rating_mw_th: Rating | None = None
    """Heat one unit can move; without it the group moves whatever comes while enough units serve."""
    draw_mw: Megawatts = 0.0
    """Electrical load of the whole group, drawn throughout."""
    load_block: LoadBlock | None = None
    """On gensets: which step of their load it is, 1 if not given; until then the group stands still."""
    restart_min: Annotated[Law, Duration("min")]
    """From power back (or from a sag) until the group cools again."""
    fail_to_restart: Probability = 0.0
    """Probability that a unit does not come back when the group restarts; it is then repaired."""
    drops_at_sag: bool = False
    """Held by contactors that a voltage sag drops: the group stops and restarts, though no feed is lost."""
