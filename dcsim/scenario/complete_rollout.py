"""What the library says of phases and tenants: how late, how slowly they fill, at which hours they draw."""

from __future__ import annotations

from dcsim.scenario import library
from dcsim.scenario.faults import Faults, nearest, shown
from dcsim.scenario.figures import figure_node, filled
from dcsim.scenario.nodes import KeyPath, Node, Origin

DELAY = {"probability": ("delivery", "delay_probability")}
OVERRUN = {"median": ("delivery", "delay_overrun_median"), "sigma": ("delivery", "delay_overrun_sigma")}
PHASE = {"takes_months": ("delivery", "construction_phase_5_10MW")}
EARLY_LIFE = {
    "multiplier": ("delivery", "early_life_failure_multiplier"),
    "months": ("delivery", "early_life_decay"),
}
S_CURVE = {"t50_years": "scurve_t50", "rate": "scurve_logistic_rate", "ceiling": "ceiling"}
_SILENT = Node({}, Origin("library"))
_DIGITS = 6


def with_rollout(tree: Node, faults: Faults) -> Node:
    """The tree with every phase and tenant complete. Faults: kinds of tenants that the library has not."""
    phases, tenants = tree.child("phases"), tree.child("tenants")
    if phases.children:
        done = {name: completed_phase(node) for name, node in phases.children.items()}
        tree = tree.with_child("phases", Node(done, phases.origin, phases.key_mark))
    if any(node.has("ramp") or node.has("profile") for node in tenants.children.values()):
        told = {
            name: _completed_tenant(tree, ("tenants", name), node, faults)
            for name, node in tenants.children.items()
        }
        tree = tree.with_child("tenants", Node(told, tenants.origin, tenants.key_mark))
    return tree


def completed_phase(node: Node) -> Node:
    """A phase with the library's delay and early failures, where it says nothing of them."""
    if not isinstance(node.value, dict):
        return node
    late = node.child("late") if node.has("late") else filled(_SILENT, DELAY)
    is_ever_late = isinstance(late.value, dict) and late.child("probability").number("1") != 0
    if is_ever_late and not late.has("by_months"):
        if not late.has("overrun"):
            late = late.with_child("overrun", filled(_SILENT, OVERRUN))
        node = filled(node, PHASE)
    node = node.with_child("late", late)
    early = node.child("early_life") if node.has("early_life") else _SILENT
    return node.with_child("early_life", filled(early, EARLY_LIFE))


def _completed_tenant(tree: Node, path: KeyPath, node: Node, faults: Faults) -> Node:
    if not isinstance(node.value, dict):
        return node
    ramp = node.child("ramp")
    kind = _kind(tree, (*path, "ramp", "like"), ramp.child("like"), faults)
    if kind is not None:
        node = node.with_child("ramp", _ramp(ramp, kind))
    profile = node.child("profile")
    if profile.text is not None:  # the name alone
        named = Node({"like": profile}, profile.origin, profile.key_mark)
        kind = _kind(tree, (*path, "profile"), profile, faults)
        if kind is None:
            return node
        profile = named
    else:
        kind = _kind(tree, (*path, "profile", "like"), profile.child("like"), faults)
    if kind is not None:
        node = node.with_child("profile", _profile(profile, kind))
        if not node.has("uses"):
            figure = library.tenant_figure(kind, "mean_draw_of_contract")
            node = node.with_child("uses", figure_node(figure, "uses"))
    return node


def _kind(tree: Node, path: KeyPath, node: Node, faults: Faults) -> str | None:
    """The kind of tenant named here; None where none is, or, with a fault, one that is not there."""
    if node.text is None:
        return None
    known = library.kinds_of_tenants()
    kind = node.text.replace("-", "_")
    if kind in known:
        return kind
    hint = nearest(kind, known) or f"; known: {', '.join(known)}"
    faults.add(tree, path, f"the library has no kind of tenant {shown(node.text)}", hint=hint)
    return None


def _ramp(node: Node, kind: str) -> Node:
    curve = node.child("s_curve") if node.has("s_curve") else _SILENT
    if not isinstance(curve.value, dict):
        return node
    for field, quantity in S_CURVE.items():
        if not curve.has(field):
            curve = curve.with_child(field, figure_node(library.tenant_figure(kind, quantity), field))
    return node.with_child("s_curve", curve)


def _profile(node: Node, kind: str) -> Node:
    """Day and week with the library's amplitudes around a mean of 1, at the hours it puts them."""
    amplitude = library.tenant_figure(kind, "diurnal_amplitude_peak_to_trough")
    weekend = library.tenant_figure(kind, "weekend_reduction")
    if not node.has("day"):
        shape = library.day_of(kind)
        mean = sum(shape) / len(shape)
        hours = [1.0 + amplitude.value * (hour - mean) for hour in shape]
        node = node.with_child("day", _numbers(hours, amplitude))
    if not node.has("week"):
        working = 1.0 + weekend.value * 2 / 7  # 5 days of it and 2 of (it - reduction) have mean 1
        node = node.with_child("week", _numbers([working] * 5 + [working - weekend.value] * 2, weekend))
    if not node.has("residual"):
        node = node.with_child(
            "residual", figure_node(library.tenant_figure(kind, "residual_std"), "residual")
        )
    return node


def _numbers(values: list[float], figure: library.Figure) -> Node:
    words = (figure.row, figure.source, figure.status, figure.evidence, figure.note)
    origin = Origin("library", None, *words)
    return Node([Node(round(value, _DIGITS), origin) for value in values], origin)
