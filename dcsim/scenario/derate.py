"""What gensets lose to heat, where it is given for each degree: worked out once, at the design ambient."""

from __future__ import annotations

from dcsim.scenario import library
from dcsim.scenario.faults import Faults, shown
from dcsim.scenario.figures import figure_node
from dcsim.scenario.network import Member, Network
from dcsim.scenario.nodes import Node, Origin

EXTREME = "extreme_drybulb_n20"
"""The library's quantity for the highest dry bulb of 20 years."""


def with_derates(tree: Node, faults: Faults) -> Node:
    """The tree with `derate` of every genset group that has `derate_per_c`, and what it follows from.

    Faults: a `derate` beside it that says otherwise, no ambient to derate for, nothing left of the rating.
    """
    for member in Network(tree).of_kind("genset"):
        if member.node.has("derate_per_c"):
            tree = _derated(tree, member, faults)
        elif member.node.has("derate_above_c"):
            message = "'derate_above_c' belongs to 'derate_per_c'"
            faults.add(tree, (*member.path, "derate_above_c"), message, key=True)
    return tree


def _derated(tree: Node, member: Member, faults: Faults) -> Node:
    node, path = member.node, (*member.path, "derate_per_c")
    tree = _with_ambient(tree)
    if not node.has("derate_above_c"):
        figure = library.step_figure("defaults", "genset_derate_above")
        node = node.with_child("derate_above_c", figure_node(figure, "derate_above_c"))
    ambient_c = tree.child("site").child("design_ambient_c").number("degC")
    above_c, per_c = node.child("derate_above_c").number("degC"), node.child("derate_per_c").number("1")
    if above_c is None or per_c is None:
        return tree  # not numbers: said elsewhere
    if ambient_c is None:
        faults.add(tree, path, _no_ambient(tree), key=True)
        return tree
    left = float(f"{1.0 - per_c * max(0.0, ambient_c - above_c):.12g}")
    if left <= 0:
        message = f"nothing is left of the rating of {shown(member.name)} at {ambient_c:g} degC"
        faults.add(tree, path, message)
        return tree
    if node.has("derate"):
        if node.child("derate").number("1") != left:
            message = "'derate_per_c' stands beside 'derate'; give one of them"
            faults.add(tree, path, message, key=True)
        return tree
    derated = node.with_child(
        "derate", Node(left, Origin("derived", detail=_words(ambient_c, above_c, per_c)))
    )
    return tree.with_child("power", tree.child("power").with_child(member.name, derated))


def _words(ambient_c: float, above_c: float, per_c: float) -> str:
    if ambient_c <= above_c:
        return f"{ambient_c:g} degC is not above {above_c:g}"
    return f"1 - {per_c:g} x ({ambient_c:g} - {above_c:g}) degC"


def _no_ambient(tree: Node) -> str:
    region = tree.child("site").child("region").text
    if region is None:
        return "'derate_per_c' needs 'design_ambient_c' of the site, or its 'region'"
    needs = "'derate_per_c' needs 'design_ambient_c' of the site"
    return f"{needs}: the library has none for region {shown(region)}"


def _with_ambient(tree: Node) -> Node:
    """The tree with the design ambient of the site's region, unless one is written."""
    site = tree.child("site")
    region = site.child("region").text
    figure = library.climate_figure(region, EXTREME) if region is not None else None
    if figure is None or site.has("design_ambient_c") or not isinstance(site.value, dict):
        return tree
    return tree.with_child(
        "site", site.with_child("design_ambient_c", figure_node(figure, "design_ambient_c"))
    )
