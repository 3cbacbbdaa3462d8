"""Complete scenarios from the bare topology: every required field that does not matter here is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dcsim.scenario.model import ScenarioModel

Data = Mapping[str, Any]

_OVERLOAD = {"overload_s": 60.0, "reset_h": 4.0}
_TRANSFER = {"delay_s": 0.1, "manual_transfer_h": 1.0}
_BY_KIND: dict[str, dict[str, Any]] = {
    "genset": {"fail_to_start": 0.01, "attempt_s": 15.0, "start_s": 10.0, "sync_s": 5.0},
    "bus_tie": dict(_TRANSFER),
    "ups": {"battery_min": 10.0, "recharge_min": 600.0, "static_bypass": False},
}


def scenario(
    *,
    feeds: Mapping[str, Data],
    halls: Mapping[str, Data],
    power: Mapping[str, Data] | None = None,
    upstream: Mapping[str, Data] | None = None,
    loads: Mapping[str, Data] | None = None,
) -> ScenarioModel:
    """A complete scenario with this topology; what is given is kept, what is missing is filled in."""
    return ScenarioModel.model_validate(
        {
            "format": 1,
            "site": {"name": "test plant", "it_recovery_h": 4.0},
            "horizon": {"years": 1},
            "grid": {
                "upstream": {name: {**_OVERLOAD, **data} for name, data in (upstream or {}).items()},
                "feeds": {name: {**_OVERLOAD, **data} for name, data in feeds.items()},
            },
            "power": {name: _group(data) for name, data in (power or {}).items()},
            "loads": dict(loads or {}),
            "halls": dict(halls),
        }
    )


def _group(data: Data) -> dict[str, Any]:
    group = {**_OVERLOAD, **_BY_KIND.get(data["kind"], {}), **data}
    if "transfer" in group:
        group["transfer"] = {**_TRANSFER, **group["transfer"]}
    return group
