"""Demand by the hour: lists that must come round together, and make no more demands than can be judged."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dcsim.scenario.faults import Faults
from dcsim.scenario.network import Member, Network
from dcsim.scenario.nodes import Node

LONGEST_CYCLE_H = 8760
"""Hours after which all lists must have come round together."""
MOST_DEMANDS = 168
"""Different demands of the whole site: every state of the plant is judged at each of them."""


def check_demand(tree: Node, network: Network, faults: Faults) -> None:
    """Faults of all `hourly` lists of halls and fixed loads together."""
    members = [m for m in (*network.of_kind("hall"), *network.of_kind("load")) if _shares(m)]
    if not members:
        return
    hours = 1
    for member in members:
        both = math.lcm(hours, len(_shares(member)))
        if both > LONGEST_CYCLE_H:
            message = (
                f"'hourly' of {len(_shares(member))} hours comes round together with the others only after "
                f"{both:,} hours (at most {LONGEST_CYCLE_H:,})"
            )
            faults.add(tree, (*member.path, "hourly"), message, key=True)
            return
        hours = both
    lists = [_shares(member) for member in members]
    demands = {tuple(shares[hour % len(shares)] for shares in lists) for hour in range(hours)}
    if len(demands) > MOST_DEMANDS:
        message = (
            f"'hourly' makes {len(demands):,} different demands of the site (at most {MOST_DEMANDS}): "
            "round the shares (of a file with `levels`), or let halls follow the same ones"
        )
        faults.add(tree, (*members[0].path, "hourly"), message, key=True)


def _shares(member: Member) -> Sequence[float | None]:
    found = member.node.child("hourly").value
    return [item.number("1") for item in found] if isinstance(found, list) else ()
