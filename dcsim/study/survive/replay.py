"""The scenario without its grid, made ready to be replayed block by block.

A site by plan is replayed as it stands at one hour of its horizon: in each replication as late and as full
as drawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dcsim.study.chance import scheduled
from dcsim.study.survive.answer import hourly_lists

if TYPE_CHECKING:
    from dcsim.engine import Record
    from dcsim.records import BlockResult
    from dcsim.rollout import Begin
    from dcsim.scenario import Scenario
    from dcsim.scenario.model import ScenarioModel
    from dcsim.scenario.replay import ReplayRow
    from dcsim.study.blocks import Part

AFTER_H = 1.0
"""How long the grid stays away after the last hour asked for, and the horizon goes on after that."""


class Replay:
    """A site whose grid is gone for `last_h` hours and more; by plan, as it stands at hour `at_h`."""

    def __init__(
        self,
        gone: ScenarioModel,
        replays: Mapping[str, Sequence[ReplayRow]],
        last_h: float,
        seed: int,
        at_h: float | None,
    ) -> None:
        from dcsim.plant import build
        from dcsim.rollout import Standing, timeline_of

        self._seed = seed
        self._replays = replays
        self._plant = build(gone)
        self._static = None if at_h is not None else timeline_of(gone, self._plant)
        self._standing = (
            None if at_h is None else Standing(gone, self._plant, seed, at_h, last_h + 2 * AFTER_H)
        )

    def block(
        self, part: Part, record: Record, begin: Begin | None = None, first_day: dt.date | None = None
    ) -> BlockResult:
        """Records of the replications of one block that count.

        Where demand goes by the hour the replay may begin later in its cycle; that of a site by plan stays at
        its peak if nothing is said. `first_day` matters to what keeps to a season.
        """
        from dcsim.engine import Block, simulate

        block = Block(part.block, part.size, part.used, part.first_replication, part.passed_over)
        if self._standing is not None:
            found = self._standing.block(part.block, part.size, begin, first_day)
            return simulate(self._plant, found, block, record, seed=self._seed, replays=self._replays)
        assert self._static is not None
        begun = self._static.begun_at(begin.hour if begin else 0)
        begun = replace(begun, start=first_day or begun.start)
        return simulate(self._plant, begun, block, record, seed=self._seed, replays=self._replays)


def without_grid(
    scenario: Scenario, last_h: float, start_hour: int = 0, weather: str | None = None
) -> Scenario:
    """The scenario with a horizon just beyond `last_h`, and every feed interrupted from hour 0 until then.

    With `weather` an event of it is what takes them, and whatever else it hits; all other weather is taken
    out. So is what happens at given times (`at_h`, `csv`), since no calendar enters; and so are sags, which
    need a grid. Lists of demand by the hour begin with their hour `start_hour`. The horizon of a site by plan
    stays: how it is built and filled hangs on its dates.
    """
    from dcsim.rollout import is_by_plan

    model = scenario.model
    gone = {"hits": "all", "at_h": [0.0], "duration_h": last_h + AFTER_H}
    given = [name for name in scheduled(model) if name in model.grid.interruptions]
    changes: dict[str, object] = {f"grid.interruptions.{name}": None for name in given}
    changes |= {f"grid.weather.{name}": None for name in model.grid.weather if name != weather}
    if weather is None:
        changes[f"grid.interruptions.{_free_name(model)}"] = gone
    else:
        hits = {*model.grid.feeds, *_hit(model.grid.weather[weather].hits)} - {"all"}
        feeds, chances = model.grid.feeds, model.grid.weather[weather].chances
        left = {name: None if name in feeds else chance for name, chance in chances.items()}
        event = {"hits": sorted(hits), "chances": left, "per_year": None, "months": None}
        changes[f"grid.weather.{weather}"] = gone | event
    if not is_by_plan(model):
        changes["horizon"] = {"hours": last_h + 2 * AFTER_H, "years": None, "ends_at": "first-outage"}
    if model.grid.sags is not None:
        changes["grid.sags.per_year"] = 0.0
    if start_hour:
        changes |= {path: _from(shares, start_hour) for path, shares in hourly_lists(model).items()}
    gone_scenario = scenario.with_values(changes)
    return replace(gone_scenario, model=with_old_batteries(gone_scenario.model))


def with_old_batteries(model: ScenarioModel) -> ScenarioModel:
    """The site with batteries as they are just before they are replaced."""
    power = {
        name: group.model_copy(update={"battery_min": group.oldest_battery_min, "battery_life_years": None})
        for name, group in model.power.items()
        if group.kind == "ups" and group.battery_life_years is not None
    }
    return model.model_copy(update={"power": {**model.power, **power}}) if power else model


def _from(shares: Sequence[float], hour: int) -> list[float]:
    """A list that comes round again and again, from this hour on."""
    first = hour % len(shares)
    return [*shares[first:], *shares[:first]]


def beyond_grid(model: ScenarioModel) -> set[str]:
    """Names of the events that hit a group or a hall, not only the grid; and of damage to the site."""
    from dcsim.scenario.model import damage_by

    inside = {*model.power, *model.cooling, *model.halls}
    found = {name for name, one in model.grid.events.items() if inside.intersection(_hit(one.hits))}
    return found | {damage_by(name) for name, one in model.grid.weather.items() if one.on_site is not None}


def _hit(hits: str | Sequence[str] | None) -> Sequence[str]:
    return (hits,) if isinstance(hits, str) else hits or ()


def _free_name(model: ScenarioModel) -> str:
    name = "grid-is-gone"
    while name in model.grid.interruptions:
        name += "-2"
    return name
