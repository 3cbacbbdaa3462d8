"""What may be moved by hand before planned works: ties that are closed, load that goes to other cords."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from dcsim.plant import build
from dcsim.plant.usable.removals import Removal
from dcsim.scenario.model import BusTie, ScenarioModel
from dcsim.tiers.audit.cords import Shares, moved
from dcsim.tiers.audit.walk import Walk

MOST_TIES = 3
"""Ties that are closed for one step."""


@dataclass(frozen=True)
class Arrangement:
    """A site after somebody has moved something, and what that was."""

    words: str
    model: ScenarioModel


class ByHand:
    """What a planner lets people move for planned works, the fewest things first.

    The site must carry its design load on gensets before and while the works last.
    """

    def __init__(self, model: ScenarioModel) -> None:
        ties = [name for name, group in model.power.items() if isinstance(group, BusTie) and group.manual]
        self._halls = [
            name for name, hall in model.halls.items() if hall.manual_cords and len(hall.cords) > 1
        ]
        several = (chosen for n in range(MOST_TIES + 1) for chosen in combinations(ties, n))
        self._sites = [_Site(model, chosen) for chosen in several if chosen or self._halls]

    def first(self, ways: Sequence[Removal]) -> Arrangement | None:
        """The first arrangement in which this can be taken out in any of its ways; None: in none."""
        return next(self._all(ways), None)

    def _all(self, ways: Sequence[Removal]) -> Iterator[Arrangement]:
        for site in self._sites:
            walk = site.walk
            if walk.alone is None:
                return
            if site.ties and _holds(walk, ways):
                yield Arrangement(site.words, site.model)
            elif self._halls:
                states = [walk.lasting(), *(walk.lasting(one) for one in ways)]
                shares = moved(walk, self._halls, states)
                if shares is None:
                    continue
                found = _with_shares(site, shares)
                if _holds(Walk(build(found.model)), ways):
                    yield found


class _Site:
    """The site with some ties closed; built when it is first asked for."""

    def __init__(self, model: ScenarioModel, ties: tuple[str, ...]) -> None:
        self.ties = ties
        closed = {name: model.power[name].model_copy(update={"normally": "closed"}) for name in ties}
        self.model = model.model_copy(update={"power": {**model.power, **closed}})
        self._walk: Walk | None = None

    @property
    def walk(self) -> Walk:
        if self._walk is None:
            self._walk = Walk(build(self.model))
        return self._walk

    @property
    def words(self) -> str:
        return " and ".join(f"'{name}'" for name in self.ties) + " closed by hand" if self.ties else ""


def _holds(walk: Walk, ways: Sequence[Removal]) -> bool:
    return walk.outcome().holds and all(walk.outcome(one).holds for one in ways)


def _with_shares(site: _Site, shares: Shares) -> Arrangement:
    halls = dict(site.model.halls)
    for name, share in shares.items():
        halls[name] = halls[name].model_copy(update={"cords": tuple(share), "share": dict(share)})
    said = ", ".join(f"'{name}' ({_shares(share)})" for name, share in shares.items())
    words = [site.words] if site.ties else []
    words.append(f"load moved between the cords of {said}")
    return Arrangement(" and ".join(words), site.model.model_copy(update={"halls": halls}))


def _shares(share: Mapping[str, float]) -> str:
    return ", ".join(f"{cord} {100 * part:.3g} %" for cord, part in share.items())
