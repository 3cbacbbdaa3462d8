"""Tenants: a hall that is there and has room for them; and which of them a group may shed."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from dcsim.scenario.calendar import DAYS_IN_MONTH
from dcsim.scenario.check_rollout import check_date, date_of, start_of
from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.network import Member, Network, add_unknown
from dcsim.scenario.nodes import Node

_ROUNDING = 1e-9
"""Contracts may add up to this much more than their hall: 0.1 + 0.2 is not 0.3."""


@dataclass(frozen=True)
class Contract:
    """What a tenant takes of its hall by plan: `mw` from `begin` to `end`."""

    tenant: Member
    mw: float
    begin: dt.date
    end: dt.date


def check_tenants(tree: Node, network: Network, faults: Faults) -> None:
    """Every fault of every tenant."""
    contracts: dict[str, list[Contract]] = {}
    opened = {
        hall: date_of(phase.node.child("ready"))
        for phase in network.of_kind("phase")
        for hall in phase.node.child("brings").children
    }
    for tenant in network.of_kind("tenant"):
        _check_dates(tree, tenant, faults)
        _check_ramp(tree, tenant, faults)
        _check_profile(tree, tenant, faults)
        hall = _hall_of(tree, tenant, network, faults)
        contract = _contract(tree, tenant, opened.get(hall.name)) if hall is not None else None
        if hall is not None and contract is not None:
            contracts.setdefault(hall.name, []).append(contract)
    for name, found in contracts.items():
        _check_room(tree, network.members[name], found, faults)


def _hall_of(tree: Node, tenant: Member, network: Network, faults: Faults) -> Member | None:
    name = tenant.node.child("hall").text
    if name is None:
        return None  # missing or no name: said already
    hall = network.members.get(name)
    if hall is not None and hall.kind == "hall":
        return hall
    halls = [member.name for member in network.of_kind("hall")]
    if hall is None:
        add_unknown(tree, (*tenant.path, "hall"), name, halls, faults)
    else:
        message = f"'hall' names {shown(name)}, which is no hall"
        faults.add(tree, (*tenant.path, "hall"), message, hint=nearest(name, halls))
    return None


def _check_dates(tree: Node, tenant: Member, faults: Faults) -> None:
    for field in ("from", "until"):
        check_date(tree, (*tenant.path, field), faults)
    begin, end = date_of(tenant.node.child("from")), date_of(tenant.node.child("until"))
    start = start_of(tree)
    if end is None:
        return
    if begin is not None and end <= begin:
        faults.add(tree, (*tenant.path, "until"), f"'until' is {end}, not after 'from' ({begin})")
    elif start is not None and end <= start:
        message = f"'until' is {end}: the contract ends before the horizon begins ({start})"
        faults.add(tree, (*tenant.path, "until"), message)


def _check_ramp(tree: Node, tenant: Member, faults: Faults) -> None:
    ramp, path = tenant.node.child("ramp"), (*tenant.path, "ramp")
    if not isinstance(ramp.value, dict):
        return
    forms = [form for form in ("months", "s_curve", "steps") if ramp.has(form)]
    if len(forms) > 1 and ramp.has("like"):
        faults.add(tree, (*path, "like"), f"'like' gives an S-curve and stands beside '{forms[0]}'", key=True)
    elif len(forms) > 1:
        message = f"'{forms[1]}' stands beside '{forms[0]}'; give one of them"
        faults.add(tree, (*path, forms[1]), message, key=True)
    elif not forms and not ramp.has("like"):
        faults.lacking(
            tree, path, f"'ramp' needs 'months', 's_curve', 'like' or 'steps' (in {'.'.join(path)})"
        )
    elif ramp.has("steps") and ramp.child("steps").value == {}:
        faults.add(tree, (*path, "steps"), "'steps' is empty: the tenant would never draw anything", key=True)


def _check_profile(tree: Node, tenant: Member, faults: Faults) -> None:
    """A profile has a mean, and its peak is within the contract."""
    profile, path = tenant.node.child("profile"), (*tenant.path, "profile")
    peak = 1.0
    for field, days in (("day", (1,) * 24), ("week", (1,) * 7), ("season", DAYS_IN_MONTH)):
        items = profile.child(field).value
        parts = [item.number("1") for item in items] if isinstance(items, list) else []
        numbers = [part for part in parts if part is not None]
        if not numbers or len(numbers) != len(days) or min(numbers) < 0:
            continue  # not written, or a fault of its own
        mean = sum(part * day for part, day in zip(numbers, days, strict=True)) / sum(days)
        if mean == 0:
            faults.add(tree, (*path, field), f"'{field}' is 0 throughout", key=True)
            return
        peak *= max(numbers) / mean
    uses = tenant.node.child("uses").number("1")
    if uses is not None and uses <= 1 < uses * peak * (1 - _ROUNDING):
        at_most = math.floor(1e4 / peak) / 1e4
        message = (
            f"its 'profile' peaks at {peak:.4g} times the mean: with 'uses' of {uses:.4g} it would draw more "
            f"than its contract; 'uses' may be at most {at_most:.4g}"
        )
        faults.add(tree, (*tenant.path, "uses") if tenant.node.has("uses") else path, message)


def _contract(tree: Node, tenant: Member, opened: dt.date | None) -> Contract | None:
    """What a tenant takes of its hall, and when, by plan."""
    wanted_mw = tenant.node.child("contracted_mw").number("MW")
    if wanted_mw is None:
        return None
    dates = [date_of(tenant.node.child("from")), start_of(tree), opened]
    begin = max((date for date in dates if date is not None), default=dt.date.min)
    end = date_of(tenant.node.child("until")) or dt.date.max
    return Contract(tenant, wanted_mw, begin, end)


def _check_room(tree: Node, hall: Member, contracts: list[Contract], faults: Faults) -> None:
    """All contracts of a hall at a time fit into it; the first that no longer does is at fault."""
    it_mw = hall.node.child("it_mw").number("MW")
    oversold = tree.child("planning").child("oversubscription").number("1")
    if it_mw is None:
        return
    room_mw = it_mw * max(1.0, oversold or 1.0)
    if _most(contracts)[0] <= room_mw + _ROUNDING:
        return
    # the shortest beginning of the list that does not fit
    fits, fails = 0, len(contracts)
    while fails - fits > 1:
        half = (fits + fails) // 2
        fits, fails = (fits, half) if _most(contracts[:half])[0] > room_mw + _ROUNDING else (half, fails)
    last = contracts[fails - 1].tenant
    total_mw, day = _most(contracts[:fails])
    mw = last.node.child("contracted_mw").number("MW") or 0.0
    if mw > room_mw + _ROUNDING:
        message = f"'contracted_mw' is {mw:.6g} MW, and the 'it_mw' of {shown(hall.name)} is {it_mw:.6g}"
    else:
        on = f" from {day} on" if any(one.end < dt.date.max for one in contracts) else ""
        sum_of = f"the contracts in {shown(hall.name)} add up to {total_mw:.6g} MW{on}"
        message = f"{sum_of}, and its 'it_mw' is {it_mw:.6g}"
    faults.add(tree, (*last.path, "contracted_mw"), message)


def _most(contracts: list[Contract]) -> tuple[float, dt.date]:
    """The most that is contracted at one time, MW, and the first day of it."""
    changes = [(one.begin, one.mw) for one in contracts if one.begin < one.end]
    changes += [(one.end, -one.mw) for one in contracts if one.begin < one.end < dt.date.max]
    total, most, since = 0.0, 0.0, dt.date.min
    for day, mw in sorted(changes):  # on one day those that end go first
        total += mw
        if total > most + _ROUNDING:
            most, since = total, day
    return most, since


def check_shedding(tree: Node, network: Network, faults: Faults) -> None:
    """Every fault of what groups may shed."""
    for group in network.groups():
        if group.node.has("shed"):
            _check_list(tree, group, network, faults)
            _check_rating(tree, group, faults)


def _check_list(tree: Node, group: Member, network: Network, faults: Faults) -> None:
    path, seen = (*group.path, "shed", "tenants"), set()
    tenants = [member.name for member in network.of_kind("tenant")]
    for name, node in group.node.child("shed").child("tenants").names:
        tenant = network.members.get(name)
        if tenant is None:
            add_unknown(tree, path, name, tenants, faults, at=node)
        elif tenant.kind != "tenant":
            message = f"'tenants' names {shown(name)}, which is no tenant"
            faults.add(tree, path, message, hint=nearest(name, tenants), at=node)
        elif name in seen:
            faults.add(tree, path, f"'tenants' names {shown(name)} twice", at=node)
        elif not _hangs_on(network, tenant, group.name):
            message = f"nothing of {shown(name)} goes through {shown(group.name)}: to shed it would not help"
            faults.add(tree, path, message, at=node)
        seen.add(name)


def _hangs_on(network: Network, tenant: Member, group: str) -> bool:
    """Whether some way of power from the group leads to the tenant's hall; ties lead both ways."""
    ties = network.of_kind("bus_tie")
    above: set[str] = set()
    hall = tenant.node.child("hall").text or ""
    if network.kind(hall) != "hall":
        return True  # said elsewhere, and may have meant anything
    pending = [hall]
    while pending:
        name = pending.pop()
        member = network.members.get(name)
        if member is None or not member.kind or member.name == group:
            return True  # a wrong name or kind is said elsewhere too
        if name not in above:
            above.add(name)
            pending += [reference.name for reference in network.inputs(member)]
            for tie in ties:
                if name in network.ends(tie):
                    pending += [tie.name, *network.ends(tie)]
    return False


def _check_rating(tree: Node, group: Member, faults: Faults) -> None:
    if not group.node.has("rating_mw") and not group.node.has("rating_mva"):
        message = f"{shown(group.name)} has no rating, is never overloaded and sheds nothing"
        faults.add(tree, (*group.path, "shed"), message, key=True)
