"""What the figures of a rollout take for granted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dcsim.plant.usable import Gap
    from dcsim.scenario.model import ScenarioModel


def notes_of(model: ScenarioModel, gaps: Iterable[Gap]) -> tuple[str, ...]:
    """Sentences for the reader, and what a file that says little could say.

    `gaps` are halls that go dark at any load with one thing absent: no usable MW counts that.
    """
    notes = [
        "nothing fails: units are absent before their phase and after they are retired, and at no other time",
        "usable is with halls loaded alike, on the design day, while batteries recharge, with only "
        "the firm part of feeds, on the mains and on gensets alone",
        "N+x: the units of any one group that may be absent, worst choice, halls loaded alike",
        "a shortfall is demand beyond what the plant serves with every unit healthy: it is never connected, "
        "so it is no outage",
    ]
    notes += _not_kept(gaps)
    if not model.phases:
        notes.append("the file has no `phases`: everything is there from the start; nothing can be late")
    if not model.tenants:
        notes.append(
            "the file has no `tenants`: every hall is taken as sold and drawn in full once it is there"
        )
    return tuple(notes)


def _not_kept(gaps: Iterable[Gap]) -> Iterator[str]:
    """What there is one of and halls hang on: the redundancy said to be kept is not kept for it."""
    halls: dict[str, set[str]] = {}
    for gap in gaps:
        halls.setdefault(gap.without, set()).add(gap.hall)
    for without, dark in sorted(halls.items()):
        cause = f"there is no other '{without}': while it is absent" if without else "with nothing absent"
        yield f"{cause} {', '.join(sorted(dark))} can be dark at any load; what is usable leaves that out"
