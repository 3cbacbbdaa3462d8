"""What a scenario may say that runs do not follow yet: refused with its place, never ignored."""

from __future__ import annotations

from collections.abc import Iterator

from dcsim.errors import Fault, ScenarioError
from dcsim.findings.finding import mark_of
from dcsim.scenario import Scenario

_TENANT = ("from_", "until", "signs", "ramp", "profile", "leaves")


def refuse_what_is_not_followed(scenario: Scenario) -> None:
    """Raises ScenarioError for every part of the scenario that the engine would pass over."""
    found = [
        Fault(f"{words} is not yet followed by simulations", ".".join(path), mark_of(scenario, *path))
        for path, words in _not_followed(scenario)
    ]
    if found:
        raise ScenarioError(found, scenario.written.sources)


def _not_followed(scenario: Scenario) -> Iterator[tuple[tuple[str, ...], str]]:
    model = scenario.model
    for phase in model.phases:
        yield ("phases", phase), f"phase '{phase}'"
    for name, tenant in model.tenants.items():
        for field in _TENANT:
            if getattr(tenant, field) is not None:
                written = field.rstrip("_")
                yield ("tenants", name, written), f"'{written}' of '{name}'"
