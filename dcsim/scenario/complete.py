"""Fills in from the library what the planner left out; each filled value knows its row, source and range.

Nothing here overrides what is written. Which figure belongs to which field is said in the tables below and
nowhere else.
"""

from __future__ import annotations

from dcsim.scenario import library
from dcsim.scenario.complete_energy import COMPLETED_ENERGY, completed_energy, completed_prices
from dcsim.scenario.complete_rollout import EARLY_LIFE, S_CURVE, completed_phase, with_rollout
from dcsim.scenario.derate import with_derates
from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.figures import figure_node, filled
from dcsim.scenario.network import ON_PAPER, Member, Network, at
from dcsim.scenario.nodes import KeyPath, Node, Origin

DEFAULT_ROWS = {
    "genset": "genset_reopt_default",
    "switchgear": "switchgear_bus_insulated_mv",
    "transformer": "transformer_mv_lv_liquid",
    "ups": "ups_module_double_conversion",
    "pdu": "pdu_transformer",
    "ats": "ats_lv",
    "sts": "sts",
    "bus_tie": "breaker_mv_metalclad",
    "fuel_pump": "fuel_transfer_pump",
    "chiller": "chiller_centrifugal",
    "pump": "pump_chw",
    "air_handler": "crah",
    "heat_rejection": "cooling_tower_cell",
    "crac": "crac_dx",
    "cdu": "cdu_pump",
    "water_supply": "makeup_water_supply",
}
COMMON_GRID, COMMON_GRID_ROW = "common-grid", "utility_feed_double_us_both_lost"

COMMON_FAILURES = {
    "genset": "ccf_beta_genset_start",
    "ups": "ccf_beta_ups_modules",
    "chiller": "ccf_beta_chillers",
}
"""Rows with the share of failures that strike all units of a group, by kind."""

# kind → field → (table, row); the figure's unit is converted to the field's
_BOARD = {"overload_s": ("defaults", "board_overload"), "reset_h": ("defaults", "overload_reset")}
_LINE = {**_BOARD, "overload_s": ("defaults", "feed_overload")}
_MANUAL = {"manual_transfer_h": ("sequences", "operator_response_onsite")}
_CLOSING = {"delay_s": ("sequences", "utility_loss_confirm_delay"), **_MANUAL}
_AT_ONCE = {"restart_min": ("defaults", "motor_restart")}
FIGURES: dict[str, dict[str, tuple[str, str]]] = {
    "upstream": _LINE,
    "feed": _LINE,
    "switchgear": _BOARD,
    "ats": _BOARD,
    "sts": _BOARD,
    "pdu": _BOARD,
    "element": _BOARD,
    "bus_tie": {**_BOARD, **_CLOSING},
    "transformer": {**_BOARD, "overload_s": ("defaults", "transformer_overload")},
    "ups": {
        **_BOARD,
        "overload_s": ("defaults", "ups_overload"),
        "battery_min": ("sequences", "ups_battery_runtime_full_load"),
        "recharge_min": ("defaults", "ups_battery_recharge_full"),
    },
    "chiller": {"restart_min": ("sequences", "chiller_restart_centrifugal")},
    "pump": _AT_ONCE,
    "air_handler": _AT_ONCE,
    "heat_rejection": _AT_ONCE,
    "pipe": _AT_ONCE,
    "cdu": _AT_ONCE,
    "water_supply": _AT_ONCE,
    "buffer": {**_AT_ONCE, "recharge_min": ("defaults", "cold_buffer_recharge")},
    "crac": {"restart_min": ("sequences", "cooling_restart_full_capacity")},
    "genset": {
        **_BOARD,
        "overload_s": ("defaults", "genset_overload"),
        "attempt_s": ("defaults", "genset_failed_attempt"),
        "start_s": ("sequences", "genset_start_to_ready"),
        "sync_s": ("sequences", "genset_sync_parallel_bus"),
    },
}
TRANSFER = {
    "switchgear": _CLOSING,
    "ats": _CLOSING,
    "sts": {"delay_s": ("defaults", "sts_transfer"), **_MANUAL},
}
DERATE = {"derate_above_c": ("defaults", "genset_derate_above")}
BLOCKS = {"block_s": ("sequences", "genset_load_block_step")}
FUEL = {"refill_h": ("sequences", "fuel_delivery_lead_normal")}
WATER = {"m3_per_mwh": ("defaults", "cooling_water_use")}
HALL = {"ride_through_min": ("sequences", "inlet_24_to_32C_at_5kW_per_rack")}
LIQUID = {"ride_through_s": ("sequences", "liquid_cooling_ride_through")}
SITE = {"it_recovery_h": ("sequences", "it_recovery_after_power_restored")}
COMPLETED = frozenset(
    {"fail_to_start", "late", "early_life", *EARLY_LIFE, *S_CURVE}.union(
        *FIGURES.values(), *TRANSFER.values(), BLOCKS, FUEL, WATER, LIQUID, SITE, COMPLETED_ENERGY
    )
)


def complete(tree: Node, faults: Faults, hit: set[str]) -> Node:
    """The tree with everything the library knows; `hit` names what interruptions take away.

    Faults: unknown library rows, and things of which neither planner nor library says how often they fail.
    """
    tree = _with_common_grid(tree)
    tree = _replaced(tree, ("site",), filled(tree.child("site"), SITE))
    tree = with_rollout(with_derates(tree, faults), faults)
    for member in Network(tree).members.values():
        if member.kind in ON_PAPER:
            continue
        row = _row_of(tree, member, faults)
        completed = _with_beta(tree, member, _equipment(member, row), faults)
        _check_life(tree, member, completed, row, faults, hit)
        tree = _replaced(tree, member.path, completed)
    return _with_block_steps(tree)


def said_by_library(kind: str) -> Node:
    """A member of this kind, with all it may have in it, of which nothing is said but by the library."""
    silent = Node({}, Origin("default"))
    inside = dict.fromkeys(("transfer", "fuel", "water", "liquid", "cooled_by"), silent)
    if kind == "phase":
        return completed_phase(silent)
    if kind == "site":
        return filled(silent, SITE)
    if kind == "energy":
        return completed_energy(silent)
    if kind == "prices":
        return completed_prices(silent)
    member = Member(kind, kind, (), Node(inside, Origin("default")))
    node = _equipment(member, DEFAULT_ROWS.get(kind))
    return filled(filled(node, BLOCKS), DERATE) if kind == "genset" else node


def _with_block_steps(tree: Node) -> Node:
    """Where anything waits for its load block, gensets know the time between two."""
    network = Network(tree)
    if any(member.node.has("load_block") for member in network.groups()):
        for member in network.of_kind("genset"):
            tree = _replaced(tree, member.path, filled(member.node, BLOCKS))
    return tree


def _equipment(member: Member, row: str | None) -> Node:
    """One member with its figures, its life, and those of its switch and tank."""
    node = filled(member.node, FIGURES.get(member.kind, {}))
    if member.kind in TRANSFER and isinstance(node.child("transfer").value, dict):
        switch = filled(node.child("transfer"), TRANSFER[member.kind])
        switch = _from_row(switch, "fail_to_transfer", row, "fail_to_start")
        node = node.with_child("transfer", switch)
    if member.kind == "hall" and node.has("cooled_by") and not node.has("thermal_store_mw_min"):
        node = filled(node, HALL)
    if isinstance(node.child("liquid").value, dict):
        node = node.with_child("liquid", filled(node.child("liquid"), LIQUID))
    if isinstance(node.child("water").value, dict):
        node = node.with_child("water", filled(node.child("water"), WATER))
    if member.kind == "bus_tie":
        node = _from_row(node, "fail_to_transfer", row, "fail_to_start")
    if member.kind == "genset":
        node = _genset(node, row)
    elif row is not None:
        if member.kind == "chiller":
            node = _from_row(node, "fail_to_restart", row, "fail_to_start")
        if not node.has("mttf_h") and not node.has("failures_per_year"):
            node = _from_row(node, "failures_per_year", row)
        if node.child("mttf_h").text != "never":
            node = _from_row(node, "mttr_h", row)
    return node


def _with_beta(tree: Node, member: Member, node: Node, faults: Faults) -> Node:
    """The share of failures in common, where the planner leaves it to the library."""
    if node.child("beta").text != "library":
        return node
    row = COMMON_FAILURES.get(member.kind)
    figure = library.component_figure(row, "ccf_beta") if row else None
    if figure is None:
        known = ", ".join(COMMON_FAILURES)
        message = f"the library has no 'beta' for kind {member.kind}; it has one for {known}"
        faults.add(tree, (*member.path, "beta"), message)
        return node
    return node.with_child("beta", figure_node(figure, "beta"))


def _genset(node: Node, row: str | None) -> Node:
    """A genset's lives and starts; what its row is silent on comes from the default row."""
    node = _from_row(_from_row(node, "failures_per_year", row), "mttf_h", row)
    for field in ("fail_to_start", "mttr_h"):
        node = _from_row(_from_row(node, field, row), field, DEFAULT_ROWS["genset"])
    if isinstance(node.child("fuel").value, dict):
        node = node.with_child("fuel", filled(node.child("fuel"), FUEL))
    return node


def _row_of(tree: Node, member: Member, faults: Faults) -> str | None:
    """The component row that speaks for a member, None for none (or an unknown one, a fault)."""
    written = member.node.child("library").text
    if written is None:
        return DEFAULT_ROWS.get(member.kind)
    known = library.component_names()
    if written in known:
        return written
    path = (*member.path, "library")
    faults.add(tree, path, f"the library has no component {shown(written)}", hint=nearest(written, known))
    return DEFAULT_ROWS.get(member.kind)


def _check_life(
    tree: Node, member: Member, node: Node, row: str | None, faults: Faults, hit: set[str]
) -> None:
    if member.kind in ("hall", "load", ""):
        return
    section = member.path
    has_life = node.has("mttf_h") or node.has("failures_per_year")
    name = f"{shown(member.name)} (in {'.'.join(section[:-1])})"
    if node.has("mttf_h") and node.has("failures_per_year") and member.kind != "genset":
        path = (*section, "failures_per_year")
        faults.add(tree, path, "'failures_per_year' stands beside 'mttf_h'; give one of them", key=True)
    elif not has_life and not _lives_on(tree, member, node, hit):
        silent = f"; its library row '{row}' is silent" if row else ""
        faults.lacking(
            tree,
            section,
            f"{name} says nothing of how often it fails{silent}: give mttf_h and mttr_h, "
            "failures_per_year, a library row, or `mttf_h: never`",
        )
    elif has_life and not node.has("mttr_h") and not _never_fails(node):
        faults.lacking(
            tree, section, f"{name} fails but says nothing of its repair: give mttr_h (or `never`)"
        )


def _never_fails(node: Node) -> bool:
    mttf = node.child("mttf_h")
    return mttf.text == "never" or (
        not node.has("mttf_h") and node.child("failures_per_year").number("1/yr") == 0
    )


def _lives_on(tree: Node, member: Member, node: Node, hit: set[str]) -> bool:
    """Whether a grid member without figures of its own is lost through something else that is written."""
    if member.kind == "upstream":
        return True
    if member.kind != "feed":
        return False
    elements = at(tree, ("grid", "upstream"))
    shared = [name for name, item in node.child("upstream").names if item.origin.kind != "library"]
    described = [
        n for n in shared if {"mttf_h", "failures_per_year", "library"} & set(elements.child(n).children)
    ]
    return bool(described) or not hit.isdisjoint((member.name, *shared))


def _with_common_grid(tree: Node) -> Node:
    """Two or more feeds of which none names anything upstream share a common grid."""
    feeds = at(tree, ("grid", "feeds"))
    if len(feeds.children) < 2 or any(
        feed.has("upstream") and feed.child("upstream").value != [] for feed in feeds.children.values()
    ):
        return tree
    if not all(isinstance(feed.value, dict) for feed in feeds.children.values()):
        return tree
    taken = {m.name for m in Network(tree).members.values() if m.kind != "upstream"}
    name = COMMON_GRID if COMMON_GRID not in taken else f"{COMMON_GRID}-2"
    origin = Origin("library", detail=COMMON_GRID_ROW, note="feeds of one utility are never independent")
    element = at(tree, ("grid", "upstream", name))
    if isinstance(element.value, dict) or element.value is None:
        row = {"library": Node(COMMON_GRID_ROW, origin), **element.children}
        element = Node(row, element.origin if element.children else origin, element.key_mark)
    shared = Node([Node(name, origin)], origin)
    for feed, node in feeds.children.items():
        feeds = feeds.with_child(feed, node.with_child("upstream", shared))
    grid = tree.child("grid")
    upstream = grid.children.get("upstream", Node({}, origin))
    if not isinstance(upstream.value, dict):
        return tree
    grid = grid.with_child("upstream", upstream.with_child(name, element)).with_child("feeds", feeds)
    return tree.with_child("grid", grid)


def _replaced(tree: Node, path: KeyPath, new: Node) -> Node:
    """The tree with the section at `path`, where there is one, replaced."""
    if not tree.has(path[0]):
        return tree
    if len(path) == 1:
        return tree.with_child(path[0], new)
    return tree.with_child(path[0], _replaced(tree.child(path[0]), path[1:], new))


def _from_row(node: Node, field: str, row: str | None, column: str | None = None) -> Node:
    """The section with `field` from a component row, unless it is written or the row is silent."""
    if row is None or node.has(field) or not isinstance(node.value, dict):
        return node
    figure = library.component_figure(row, column or field)
    return node if figure is None else node.with_child(field, figure_node(figure, field))
