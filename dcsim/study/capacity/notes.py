"""What the figures of a rollout take for granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dcsim.scenario.model import ScenarioModel


def notes_of(model: ScenarioModel) -> tuple[str, ...]:
    """Sentences for the reader, and what a file that says little could say."""
    notes = [
        "nothing fails: units are absent before their phase and after they are retired, and at no other time",
        "usable is with halls loaded alike, on the design day, while batteries recharge, with only "
        "the firm part of feeds, on the mains and on gensets alone",
        "N+x: the units of any one group that may be absent, worst choice, halls loaded alike",
        "a shortfall is demand beyond what the plant serves with every unit healthy: it is never connected, "
        "so it is no outage",
    ]
    if not model.phases:
        notes.append("the file has no `phases`: everything is there from the start; nothing can be late")
    if not model.tenants:
        notes.append(
            "the file has no `tenants`: every hall is taken as sold and drawn in full once it is there"
        )
    return tuple(notes)
