"""What of a scenario is random, and which facts of it measures need."""

from __future__ import annotations

import math

from dcsim.laws import Law
from dcsim.scenario.model import (
    BusTie,
    Genset,
    Group,
    Interruption,
    OnSite,
    Repairable,
    ScenarioModel,
    Switching,
    Tenant,
)
from dcsim.scenario.repairs import fails


def is_random(model: ScenarioModel) -> bool:
    """Whether any two replications could differ."""
    return (
        any(_interruption_is_random(one) for one in model.grid.events.values())
        or any(_damage_is_random(one.on_site) for one in model.grid.weather.values())
        or any(_failures_are_random(group) for group in model.groups().values())
        or any(_switching_is_random(group) for group in model.power.values())
        or plan_is_random(model)
    )


def plan_is_random(model: ScenarioModel) -> bool:
    """Whether dates of phases or the course of contracts are left to chance."""
    own = [one.own_lateness for one in model.gates.values()]
    own += [one.own_lateness for one in model.phases.values()]
    late = any(_lateness_is_random(*one) for one in own)
    lasting = model.programme.cv > 0 and any(chance > 0 and law.mean() > 0 for chance, law in own)
    return late or lasting or any(_contract_is_random(one, model) for one in model.tenants.values())


def _contract_is_random(tenant: Tenant, model: ScenarioModel) -> bool:
    signs, leaves = tenant.signs, tenant.leaves
    stretched = model.market.cv > 0 and (
        tenant.ramp is not None or (signs is not None and signs.after_months.mean() > 0)
    )
    gives_up = leaves is not None and _chancy(leaves.probability)
    return stretched or gives_up or (signs is not None and _varies(signs.after_months))


def _lateness_is_random(probability: float, law: Law) -> bool:
    return probability > 0 and law.mean() > 0 and (probability < 1 or not law.is_fixed())


def is_scheduled(interruption: Interruption) -> bool:
    """Whether an interruption comes at times given in the scenario or its file."""
    return interruption.at_h is not None or interruption.csv is not None


def scheduled(model: ScenarioModel) -> tuple[str, ...]:
    """Names of the interruptions and weather that come at given times."""
    return tuple(name for name, one in model.grid.events.items() if is_scheduled(one))


def clustered(model: ScenarioModel) -> tuple[str, ...]:
    """Names of the interruptions that come in bad seasons: some years have many, most have none."""
    return tuple(
        name
        for name, one in model.grid.interruptions.items()
        if one.season_probability is not None and 0.0 < one.season_probability < 1.0
    )


def _interruption_is_random(one: Interruption) -> bool:
    if any(_chancy(chance) for chance in one.chances.values()):
        return True
    if is_scheduled(one):
        return _varies(one.duration_h)
    return bool(one.per_year or one.per_week or one.saifi)


def _damage_is_random(on_site: OnSite | None) -> bool:
    return on_site is not None and (_chancy(on_site.probability) or _varies(on_site.repair_days))


def _failures_are_random(group: Repairable) -> bool:
    upkeep = group.maintenance if isinstance(group, Group) else None
    if upkeep is not None and upkeep.error is not None and _chancy(upkeep.error.probability):
        return True
    if isinstance(group, Group) and (group.hides_failures or group.wear_out is not None):
        return True
    return bool(group.failures_per_year) or (
        fails(group) and (_varies(group.mttf_h) or _varies(group.mttr_h))
    )


def _switching_is_random(group: Group) -> bool:
    if isinstance(group, Genset):
        return _chancy(group.fail_to_start) or _varies(group.start_s) or _varies(group.sync_s)
    if isinstance(group, BusTie):
        return _chancy(group.fail_to_transfer) or _varies(group.delay_s)
    if isinstance(group, Switching) and group.transfer is not None:
        return _chancy(group.transfer.fail_to_transfer) or _varies(group.transfer.delay_s)
    return False


def _chancy(probability: float) -> bool:
    return 0.0 < probability < 1.0


def _varies(law: Law | None) -> bool:
    return law is not None and not law.is_fixed()


def year_names(model: ScenarioModel, most: int = 100) -> tuple[str, ...]:
    """Names of the full model years: calendar years from a 1 January on, else 1, 2, …; none if too many."""
    full = math.floor(model.horizon.length_h / 8760.0 + 1e-9)
    if full > most:
        return ()
    start = model.horizon.start
    first = start.year if start is not None and (start.month, start.day) == (1, 1) else 1
    return tuple(str(first + i) for i in range(full))
