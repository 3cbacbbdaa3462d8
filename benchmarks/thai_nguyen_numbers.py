"""What the idiomatic model of the Thái Nguyên site takes from its scenario, in MW and hours.

Read from the scenario, so that the two cannot drift apart. What the model could not honour is refused: an
unknown group, another law, a delay it does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dcsim.laws import Law
from dcsim.scenario import Scenario

HOURS_PER_YEAR = 8760.0
SECONDS_PER_HOUR = 3600.0
MINUTES_PER_HOUR = 60.0
HALLS = ("1", "2", "3", "4")
SIDES = ("a", "b")


@dataclass(frozen=True)
class GroupNumbers:
    """Identical units: how many, how large, how they fail, what they do on overload."""

    count: int
    rating_mw: float
    mttf_h: float
    mttr_h: float
    overload_h: float
    reset_h: float


@dataclass(frozen=True)
class BoardNumbers(GroupNumbers):
    """A board and its transfer switch."""

    delay_h: float
    fail_to_transfer: float
    manual_h: float


@dataclass(frozen=True)
class UpsNumbers(GroupNumbers):
    """UPS modules and their battery."""

    battery_mwh: float
    recharge_h: float


@dataclass(frozen=True)
class GensetNumbers(GroupNumbers):
    """Gensets and their tank; `mttf_h` counts running hours."""

    fail_to_start: float
    attempt_h: float
    start_h: float
    sync_h: float
    tank_h: float
    refill_h: float


@dataclass(frozen=True)
class FloodNumbers:
    """Floods take both feeds; their length is lognormal with a cap."""

    gap_h: float
    log_mean: float
    log_sigma: float
    longest_h: float


@dataclass(frozen=True)
class Numbers:
    """The whole site; `ups` and `others` (transformers, PDUs) by name as in the scenario."""

    horizon_h: float
    flood: FloodNumbers
    grid: Mapping[str, GroupNumbers]
    gensets: GensetNumbers
    controls: GroupNumbers
    boards: Mapping[str, BoardNumbers]
    ups: Mapping[str, UpsNumbers]
    others: Mapping[str, GroupNumbers]
    fixed_mw: float
    hall_mw: Mapping[str, float]

    @property
    def site_mw(self) -> float:
        return self.fixed_mw + sum(self.hall_mw.values())


def numbers_of(scenario: Scenario) -> Numbers:
    """The numbers of the scenario; ValueError if it says what the model cannot do."""
    model = scenario.model
    places = [hall + side for hall in HALLS for side in SIDES]
    groups = {f"{kind}-{place}" for kind in ("tx", "ups", "pdu") for place in places}
    groups |= {"gensets", "paralleling-controls", "mv-a", "mv-b"}
    _require(set(model.power) == groups and not model.cooling, "exactly the groups this model has")
    _require(model.grid.sags is None, "no sags")
    numbers = Numbers(
        horizon_h=model.horizon.length_h,
        flood=_flood(model.grid.interruptions),
        grid={name: _group(spec) for name, spec in {**model.grid.upstream, **model.grid.feeds}.items()},
        gensets=_gensets(model.power["gensets"]),
        controls=_group(model.power["paralleling-controls"]),
        boards={name: _board(model.power[name]) for name in ("mv-a", "mv-b")},
        ups={f"ups-{place}": _ups(model.power[f"ups-{place}"]) for place in places},
        others={
            f"{kind}-{place}": _group(model.power[f"{kind}-{place}"])
            for kind in ("tx", "pdu")
            for place in places
        },
        fixed_mw=sum(load.mw for load in model.loads.values()),
        hall_mw={hall: model.halls[f"hall-{hall}"].it_mw for hall in HALLS},
    )
    for name in ("east", "west"):
        _require(numbers.grid[name].rating_mw >= numbers.site_mw, f"feed {name} carries the whole site")
    for name, board in numbers.boards.items():
        _require(board.rating_mw >= numbers.site_mw, f"board {name} carries the whole site")
    return numbers


def _require(holds: bool, words: str) -> None:
    if not holds:
        raise ValueError(f"the idiomatic model is written for one site; it needs: {words}")


def _mean(law: Law | None) -> float:
    if law is None or law.kind != "exponential":
        raise ValueError(f"the idiomatic model draws exponential lives and repairs only, not {law}")
    return law.first


def _fixed(law: Law) -> float:
    if law.kind != "fixed":
        raise ValueError(f"the idiomatic model has fixed delays only, not {law}")
    return law.first


def _flood(interruptions: Mapping[str, Any]) -> FloodNumbers:
    _require(set(interruptions) == {"regional-flood"}, "floods and no other interruption")
    flood = interruptions["regional-flood"]
    law = flood.duration_h
    _require(flood.hits == "all" and bool(flood.per_year), "floods that take both feeds, by rate")
    _require(law.kind == "lognormal", "floods of lognormal length")
    return FloodNumbers(HOURS_PER_YEAR / flood.per_year, law.first, law.second, law.cap)


def _common(spec: Any) -> dict[str, Any]:
    rating = spec.rating_mw
    if getattr(spec, "rating_mva", None) is not None:
        rating = spec.rating_mva * spec.power_factor
    calendar = spec.failures_per_year
    return {
        "count": getattr(spec, "count", 1),
        "rating_mw": float("inf") if rating is None else rating * getattr(spec, "derate", 1.0),
        "mttf_h": HOURS_PER_YEAR / calendar if calendar else _mean(spec.mttf_h),
        "mttr_h": _mean(spec.mttr_h),
        "overload_h": spec.overload_s / SECONDS_PER_HOUR,
        "reset_h": spec.reset_h,
    }


def _group(spec: Any) -> GroupNumbers:
    _require(getattr(spec, "needed", None) is None, "groups whose load says how many units they need")
    return GroupNumbers(**_common(spec))


def _board(spec: Any) -> BoardNumbers:
    transfer = spec.transfer
    return BoardNumbers(
        **_common(spec),
        delay_h=_fixed(transfer.delay_s) / SECONDS_PER_HOUR,
        fail_to_transfer=transfer.fail_to_transfer,
        manual_h=_fixed(transfer.manual_transfer_h),
    )


def _ups(spec: Any) -> UpsNumbers:
    _require(spec.drain == "load" and spec.static_bypass, "UPS with a bypass, batteries drained by load")
    common = _common(spec)
    return UpsNumbers(
        **common,
        battery_mwh=common["count"] * common["rating_mw"] * spec.battery_min / MINUTES_PER_HOUR,
        recharge_h=spec.recharge_min / MINUTES_PER_HOUR,
    )


def _gensets(spec: Any) -> GensetNumbers:
    fuel = spec.fuel
    _require(spec.failures_per_year is None and spec.start_attempts == 1, "sets with one attempt to start")
    _require(spec.confirm_s == spec.stable_min == spec.cooldown_min == 0, "sets that start and stop at once")
    _require(fuel.tank_h is not None and fuel.burn == "load", "a tank in hours, burnt by load")
    _require(fuel.lead_h is None, "no trucks while a loss lasts")
    return GensetNumbers(
        **_common(spec),
        fail_to_start=spec.fail_to_start,
        attempt_h=_fixed(spec.attempt_s) / SECONDS_PER_HOUR,
        start_h=_fixed(spec.start_s) / SECONDS_PER_HOUR,
        sync_h=_fixed(spec.sync_s) / SECONDS_PER_HOUR,
        tank_h=fuel.tank_h,
        refill_h=fuel.refill_h,
    )
