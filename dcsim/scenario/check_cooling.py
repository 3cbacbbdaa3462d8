"""The way of the heat: what halls are cooled by, what a buffer stands in for, where water comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dcsim.scenario.check_network import word
from dcsim.scenario.faults import Faults, shown
from dcsim.scenario.network import COOLING_KINDS, Member, Network, add_unknown
from dcsim.scenario.nodes import KeyPath, Node

IN_THE_WAY = tuple(kind for kind in COOLING_KINDS if kind != "water_supply")
REPLACEABLE = tuple(kind for kind in IN_THE_WAY if kind != "buffer")


@dataclass(frozen=True)
class _Way:
    """One way of a hall's heat: the section with its `cooled_by`."""

    hall: Member
    node: Node
    path: KeyPath

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.node.child("cooled_by").names]


def check_cooling(tree: Node, network: Network, faults: Faults) -> None:
    """Every fault of the second network."""
    ways = [way for hall in network.of_kind("hall") for way in _ways(hall)]
    for way in ways:
        _check_names(tree, network, faults, (*way.path, "cooled_by"), way.node, IN_THE_WAY)
        _check_one_buffer(tree, network, faults, way)
    for hall in network.of_kind("hall"):
        _check_hall(tree, hall, faults)
    for buffer in network.of_kind("buffer"):
        _check_names(tree, network, faults, (*buffer.path, "replaces"), buffer.node, REPLACEABLE)
        _check_replaces(tree, network, faults, buffer, ways)
    for group in network.of_kind("heat_rejection"):
        path = (*group.path, "water", "makeup")
        _check_names(tree, network, faults, path, group.node.child("water"), ("water_supply",))
    for supply in network.of_kind("water_supply"):
        if supply.node.has("split"):
            message = "a water supply is not split: give a group for each bus and name them all in 'makeup'"
            faults.add(tree, (*supply.path, "split"), message, key=True)


def _ways(hall: Member) -> Iterator[_Way]:
    yield _Way(hall, hall.node, hall.path)
    if isinstance(hall.node.child("liquid").value, dict):
        yield _Way(hall, hall.node.child("liquid"), (*hall.path, "liquid"))


_PURPOSE = {
    "cooled_by": "heat goes through cooling groups",
    "replaces": "a buffer stands in for what heat goes through",
    "makeup": "water comes from a group of kind water_supply",
}


def _check_names(
    tree: Node, network: Network, faults: Faults, path: KeyPath, section: Node, kinds: tuple[str, ...]
) -> None:
    """Each name once, of something that there is and of one of these kinds."""
    field, seen = path[-1], set()
    for name, node in section.child(field).names:
        kind = network.kind(name)
        if kind is None:
            known = [member.name for member in network.of_kind(*kinds)]
            add_unknown(tree, path, name, known, faults, at=node)
        elif kind not in kinds and kind:
            message = f"{shown(field)} names {shown(name)}, a {word(kind)}; {_PURPOSE[field]}"
            faults.add(tree, path, message, at=node)
        if name in seen:
            faults.add(tree, path, f"{shown(field)} names {shown(name)} twice", at=node)
        seen.add(name)


def _check_one_buffer(tree: Node, network: Network, faults: Faults, way: _Way) -> None:
    buffers = [name for name in way.names if network.kind(name) == "buffer"]
    if len(set(buffers)) > 1:
        first, second = dict.fromkeys(buffers[:2])
        message = f"'cooled_by' names two buffers, {shown(first)} and {shown(second)}; one can stand in"
        faults.add(tree, (*way.path, "cooled_by"), message, key=True)


def _check_hall(tree: Node, hall: Member, faults: Faults) -> None:
    by_air = bool(hall.node.child("cooled_by").names)
    if hall.node.has("ride_through_min") and hall.node.has("thermal_store_mw_min"):
        path = (*hall.path, "thermal_store_mw_min")
        faults.add(tree, path, "'thermal_store_mw_min' stands beside 'ride_through_min'; give one", key=True)
    for field in ("ride_through_min", "thermal_store_mw_min"):
        if hall.node.has(field) and not by_air:
            faults.add(tree, (*hall.path, field), f"{shown(field)} needs 'cooled_by'", key=True)
    if hall.node.child("liquid").child("fraction").number("1") == 1.0 and by_air:
        message = "all heat goes by liquid ('fraction' is 1): nothing is left for 'cooled_by' of the air"
        faults.add(tree, (*hall.path, "cooled_by"), message, key=True)


def _check_replaces(tree: Node, network: Network, faults: Faults, buffer: Member, ways: list[_Way]) -> None:
    """What a buffer stands in for is in a way with it, and every such way has something of it."""
    replaced = [name for name, _ in buffer.node.child("replaces").names]
    through = [way for way in ways if buffer.name in way.names]
    for name, node in buffer.node.child("replaces").names:
        if network.kind(name) in REPLACEABLE and not any(name in way.names for way in through):
            message = (
                f"'replaces' names {shown(name)}, which is in no 'cooled_by' beside {shown(buffer.name)}"
            )
            faults.add(tree, (*buffer.path, "replaces"), message, at=node)
    for way in through:
        if replaced and not set(replaced) & set(way.names):
            message = f"'cooled_by' names the buffer {shown(buffer.name)}, but nothing that it replaces"
            faults.add(tree, (*way.path, "cooled_by"), message, key=True)
