"""Hall space that cannot be used with the redundancy the planner keeps, and what no size of it cures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dcsim.findings.conditions import mw
from dcsim.findings.finding import Finding, mark_of
from dcsim.scenario.phasing import comings

if TYPE_CHECKING:
    from dcsim.plant import Plant
    from dcsim.plant.usable import Gap, Usable
    from dcsim.scenario import Scenario
    from dcsim.scenario.model import Keeps, ScenarioModel

WATTS_PER_MW = 1e6
KEPT = {"N": "with every unit in order", "maintainable": "while concurrently maintainable"}
"""What is kept, in words; the other levels speak for themselves."""
ONE_UNIT = {"N+2": "two units"}
"""What of a group is absent when it binds, by what is kept; one unit where nothing is said."""


def of_usable(scenario: Scenario, *, too_small: bool) -> Iterator[Finding]:
    """Of the site as it stands once every phase is done.

    `too_small`: something else said that a group is. Then it is only said of sites that are planned in phases
    or for a level of redundancy, and likewise where contracts allow to shed load: here nobody is shed.
    """
    from dcsim.plant import plant_of
    from dcsim.plant.usable import usable

    model = scenario.model
    plant = plant_of(model)
    found = usable(plant, *_at_last(model, plant))
    is_planned = bool(model.phases) or model.planning.keeps is not None
    if found.stage != "hall" and (is_planned or not (too_small or plant.shed_rules)):
        path = _path(model, found.group)
        yield Finding(
            _words(model.keeps, found),
            ".".join(path),
            mark_of(scenario, *path),
            cure=f"more of '{found.group}', or sell no more than {_told(found.it_mw)} MW; "
            "`dcsim capacity` has the other stages",
        )
    yield from _gaps(scenario, [gap for gap in found.gaps if is_planned or not gap.without])


def _at_last(model: ScenarioModel, plant: Plant) -> tuple[tuple[int, ...], Keeps, frozenset[str]]:
    """(units by node, level kept, halls and loads) once every phase has brought and retired its own."""
    phased = comings(model)
    units = [node.count for node in plant.nodes]
    for node in plant.nodes:
        if node.group in phased:
            own = phased[node.group][node.first_unit : node.first_unit + node.count]
            units[node.index] = sum(goes is None for _, goes in own)
    stays = (
        name for name in (*model.halls, *model.loads) if name not in phased or phased[name][0][1] is None
    )
    return tuple(units), model.keeps, frozenset(stays)


def _words(keeps: str, found: Usable) -> str:
    """The sentence of what binds, in what state."""
    space, there = (_told(x) for x in (found.by_stage["hall"], found.it_mw))
    when = []
    if found.without == found.group:
        when.append(f"with {ONE_UNIT.get(keeps, 'one unit')} of it absent")
    elif found.without:
        when.append(f"with '{found.without}' absent")
    if found.on_gensets:
        when.append("with the grid gone")
    state = f", {' and '.join(when)}" if when else ""
    kept = KEPT.get(keeps, f"with {keeps} kept")
    return f"hall space for {space} MW, usable {there} {kept}: '{found.group}' binds{state}"


def _told(it_mw: float) -> str:
    return mw(round(it_mw * WATTS_PER_MW))


def _gaps(scenario: Scenario, gaps: Sequence[Gap]) -> Iterator[Finding]:
    """What there is one of and all of a site hangs on, halls that no genset reaches."""
    for without, on_gensets in sorted({(gap.without, gap.on_gensets) for gap in gaps}):
        if on_gensets and any(gap.without == without and not gap.on_gensets for gap in gaps):
            continue  # said without that
        halls = [gap.hall for gap in gaps if (gap.without, gap.on_gensets) == (without, on_gensets)]
        dark = f"{', '.join(halls)} {'is' if len(halls) == 1 else 'are'} dark at any load"
        grid = " with the grid gone" if on_gensets else ""
        if without:
            path = _path(scenario.model, without)
            words = (
                f"there is no other '{without}': while it is absent{grid}, {dark}, and no usable MW counts it"
            )
            cure = f"another '{without}' beside it"
        else:
            path = ("halls", halls[0])
            words = f"{dark}{grid or ' on the firm part of the grid'}, and no usable MW counts on that"
            cure = "a way from the gensets to its cords" if on_gensets else "firm supply to its cords"
        yield Finding(words, ".".join(path), mark_of(scenario, *path), cure=cure)


def _path(model: ScenarioModel, group: str) -> tuple[str, ...]:
    sections = {("grid", "feeds"): frozenset(model.grid.feeds), ("power",): frozenset(model.power)}
    sections |= {("grid", "upstream"): frozenset(model.grid.upstream), ("cooling",): frozenset(model.cooling)}
    return next((*section, group) for section, groups in sections.items() if group in groups)
