"""One state judged, and all the states that must go the same way.

What happens depends on the number of units up in two ways only: does the group conduct, and does it carry
more than its units are rated for. Units can be taken away down to the `floor` of each group without any of
these answers changing at any moment: switches and ties move alike, the same groups trip in the same order,
the same halls are served. This holds of any plant, whether or not more units serve more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dcsim.exact.known import Known
from dcsim.exact.load import BORNE_W
from dcsim.exact.parts import Part
from dcsim.exact.reach import Reach
from dcsim.exact.settling import Settling
from dcsim.exact.targets import holding, stages_in, units_for_all_heat
from dcsim.plant.network import Plant


@dataclass(frozen=True)
class Verdict:
    """How a state ends: what holds (see `targets`), which nodes have power, and what it took of them.

    `needs[i]` is the fewest units of node i, while it conducts, with which it is overloaded when it was and
    not when it was not.
    """

    holds: int
    needs: tuple[int, ...]
    live: tuple[bool, ...]


class Judge:
    """Judges states of a plant whose grid is there and whose batteries are all full or all empty."""

    def __init__(self, reach: Reach, full_stores: bool) -> None:
        self._plant = reach.plant
        self._settling = Settling(reach, full_stores)
        self._verdicts: dict[tuple[int, ...], Verdict] = {}

    @property
    def judged(self) -> int:
        """States judged so far."""
        return len(self._verdicts)

    def verdict(self, units: tuple[int, ...]) -> Verdict:
        """What becomes of the plant with so many units up at each node."""
        if units not in self._verdicts:
            self._verdicts[units] = self._judge(units)
        return self._verdicts[units]

    def _judge(self, units: tuple[int, ...]) -> Verdict:
        plant = self._plant
        needs = [0] * len(units)
        for moment in self._settling.moments(units):
            for i, carried in enumerate(moment.carried_w):
                if i not in moment.opened:
                    needs[i] = max(needs[i], _fewest(plant.nodes[i].rating_w, units[i], carried))
        return Verdict(holding(plant, moment.live, units), tuple(needs), moment.live)


def _fewest(rating_w: int | None, up: int, carried_w: int) -> int:
    """The fewest units that conduct and are overloaded, or not, just as the units up are."""
    if rating_w is None or carried_w > up * rating_w + BORNE_W:
        return 1
    return max(1, -(-(carried_w - BORNE_W) // rating_w))


def floors(plant: Plant, known: Known, part: Part, verdict: Verdict) -> list[int]:
    """Per node, the fewest units with which this part goes the way of the highest state of the cell.

    Of every state with at least that many units up, wherever in the cell.
    """
    low, high = known.cell.low, known.cell.high
    floor = list(low)
    for i in part.groups:
        if known.may[i]:
            least = plant.nodes[i].least if len(plant.parts[i]) == 1 else 1
            floor[i] = max(low[i], least, verdict.needs[i])
    for i in part.groups:
        if known.may_conduct[i]:
            _raise_to(plant.nodes[i].least, plant.parts[i], floor, high)
    for stage in stages_in(plant, part.targets & verdict.holds):
        live = [i for i in stage.nodes if verdict.live[i]]
        _raise_to(units_for_all_heat(stage), live, floor, high)
    return floor


def _raise_to(units: int, nodes: Sequence[int], floor: list[int], high: Sequence[int]) -> None:
    """Raise the floor of these nodes, the first ones first, until together they have so many units."""
    missing = units - sum(floor[i] for i in nodes)
    for i in nodes:
        more = min(max(missing, 0), high[i] - floor[i])
        floor[i] += more
        missing -= more
