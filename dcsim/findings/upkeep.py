"""What crews do not do: repair what fails inside an episode."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dcsim.findings.finding import Finding, mark_of
from dcsim.scenario.model import CoolingGroup, Genset

if TYPE_CHECKING:
    from dcsim.scenario import Scenario


def of_crews(scenario: Scenario) -> Iterator[Finding]:
    """Groups with a crew of which some failures wait for none."""
    for section, groups in (("power", scenario.model.power), ("cooling", scenario.model.cooling)):
        for name, group in groups.items():
            if group.crew is None:
                continue
            if isinstance(group, Genset):
                found = ", or are found to have failed," if group.hides_failures or group.tests else ""
                what = f"sets that do not start or fail while they run{found}"
            elif isinstance(group, CoolingGroup) and group.fail_to_restart > 0:
                what = "units that do not restart"
            else:
                continue
            words = f"'{name}': {what} are repaired at once, without waiting for crew '{group.crew}'"
            yield Finding(words, f"{section}.{name}.crew", mark_of(scenario, section, name, "crew"))
