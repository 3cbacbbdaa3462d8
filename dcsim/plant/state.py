"""How a state of the network is written down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """What the supply depends on, besides demand.

    `units` available per node (gensets: on line), `position` the closed input per switch (-1: none),
    `closed` per tie, `opened` per node (tripped on overload, a UPS then on bypass; or a genset
    breaker not yet closed),
    `charged` per battery (not empty), `held` per hall (taken out by an interruption), `running` per cooling
    node (not stopped by a loss of power or a sag), `staying` per genset node: switches that stand on a live
    input stay there, as the mains are not trusted yet; `waiting` per node of a later load block (see
    `Plant.blocks`): not connected to its inputs yet; `stocked` per cold store: not empty; `shed` per tenant:
    its load is shed; `in_service` per genset node: sets that are there, running or not (empty: all of them);
    `heat` per kind of hot weather (see `Plant.hot_weather`): it is that hot now (empty: none is).
    """

    units: tuple[int, ...]
    position: tuple[int, ...]
    closed: tuple[bool, ...]
    opened: tuple[bool, ...]
    charged: tuple[bool, ...]
    held: tuple[bool, ...]
    running: tuple[bool, ...] = ()
    staying: tuple[bool, ...] = ()
    waiting: tuple[bool, ...] = ()
    stocked: tuple[bool, ...] = ()
    shed: tuple[bool, ...] = ()
    in_service: tuple[int, ...] = ()
    heat: tuple[bool, ...] = ()
