"""Words the language will know and this version does not: refused by name, never ignored."""

from __future__ import annotations

from dcsim.scenario.fields import Section
from dcsim.scenario.model import (
    BusTie,
    CoolingGroup,
    CustomTarget,
    Fed,
    Feed,
    Gate,
    Genset,
    Grid,
    Group,
    Hall,
    Horizon,
    Late,
    Load,
    Phase,
    ScenarioModel,
    Signs,
    Site,
    Tenant,
    Transfer,
    Upstream,
)

_GROUP = (
    "each_via_ats",
    "availability",
    "common_cause",
    "early_life",
    "copies",
)
NOT_YET: dict[type[Section], tuple[str, ...]] = {
    ScenarioModel: (
        "templates",
        "maintenance",
        "common_cause",
    ),
    Site: ("latitude", "longitude", "elevation_m"),
    Horizon: ("warm_up_years",),
    Grid: ("rolling",),
    Feed: ("price",),
    Transfer: ("retransfer_min", "closed_transition"),
    Hall: ("copies", "priority"),
    Tenant: ("price", "copies", "cords"),
    Load: ("priority", "copies"),
    Group: _GROUP,
}
KINDS = (
    "battery",
    "flywheel",
    "solar",
    "rotary_ups",
)

LAW_WORDS = ("mean", "cv", "median", "sigma", "law", "max")
# What reads like a field and is meant to be elsewhere
_TRANSFER = "'transfer' is only possible on switchgear, ats and sts"
_SHED = "'shed' is only possible on power groups"
ADVICE: dict[tuple[type[Section], str], str] = {
    (Genset, "fed_by"): "a genset is a source and has no 'fed_by'",
    (Genset, "split"): "a genset is a source and has no 'split'",
    (Genset, "transfer"): "a genset is a source and has no 'transfer'",
    (Feed, "fed_by"): "a feed is a source and has no 'fed_by'; what it hangs on is its 'upstream'",
    (BusTie, "fed_by"): "a bus tie joins two boards: it has 'between', not 'fed_by'",
    (Fed, "transfer"): _TRANSFER,
    (Hall, "fed_by"): "a hall hangs on 'cords', not 'fed_by'",
    (Tenant, "it_mw"): "a tenant has 'contracted_mw'; 'it_mw' is the capacity of its hall",
    (CoolingGroup, "water"): "only a group of kind heat_rejection evaporates 'water'",
    (Upstream, "shed"): _SHED,
    (CoolingGroup, "shed"): _SHED,
    (ScenarioModel, "delays"): "delays are said where they happen: 'late' of a gate or a phase",
    (Phase, "delay"): "a phase says how late it may be with 'late'",
    (Phase, "date"): "a phase is planned for a day with 'ready'",
    (Phase, "start"): "a phase is planned for a day with 'ready'",
    (Gate, "ready"): "a gate has no date, only how late it may be; what waits for it is planned with 'ready'",
    (Gate, "probability"): "'probability' stands in 'late'",
    (Gate, "by_months"): "'by_months' stands in 'late'",
    **dict.fromkeys(((Late, word) for word in LAW_WORDS), "a law stands in 'by_months', or in 'overrun'"),
    **dict.fromkeys(((Signs, word) for word in LAW_WORDS), "a law stands in 'after_months'"),
    (Tenant, "start"): "a tenant wants to be served 'from' a day",
    (Phase, "months"): "a phase is planned for a date: 'ready'; how long it is built is its 'takes_months'",
    (Site, "climate"): "'climate' is a section of its own, beside 'site'",
    (CustomTarget, "name"): "a target of your own has only 'availability'",
}


def is_not_yet(section: type[Section], field: str) -> bool:
    """Whether the language knows `field` here, but this version does not support it."""
    return any(field in NOT_YET.get(base, ()) for base in section.__mro__)


def advice(section: type[Section], field: str) -> str | None:
    """A sentence for a field that cannot stand in this section, if there is one."""
    return next((ADVICE[base, field] for base in section.__mro__ if (base, field) in ADVICE), None)
