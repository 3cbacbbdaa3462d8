"""The second network: the stages that take heat away, and the streams of heat that go through them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Water:
    """What a stage evaporates: the number of its store among cold stores, and the stage that fills it up.

    `makeup_w` is the heat that the make-up alone lets the stage move.
    """

    store: int
    supply: int
    makeup_w: int


@dataclass(frozen=True)
class Stage:
    """One cooling group in the way of the heat: its nodes, and the heat of all streams that use it, W.

    `least` units must serve, over all parts together; `rating_w` is the heat one unit can move, None for
    any. The make-up of a store of water is a stage too: the nodes of all groups that can deliver it.
    """

    name: str
    nodes: tuple[int, ...]
    least: int
    rating_w: int | None
    heat_w: int = 0
    water: Water | None = None


@dataclass(frozen=True)
class Stream:
    """Heat of one hall, by air or by liquid: `heat_w` at full load, through all of `stages` (their numbers).

    What is missing in the stages `behind` its buffer, which are among `stages`, the buffer may supply:
    `buffer` is its number among cold stores, -1 for none.
    """

    name: str
    hall: int
    heat_w: int
    stages: tuple[int, ...]
    behind: tuple[int, ...] = ()
    buffer: int = -1
    is_liquid: bool = False


@dataclass(frozen=True)
class ColdStore:
    """A store of the cooling, in Wh of heat: water to evaporate for a stage, or a buffer of cold water.

    `stage` is the stage that evaporates the water, or the buffer's own. Of a buffer, `replaces` are the
    stages it stands in for, and `charge_w` is what fills it in its `recharge_min`.
    """

    name: str
    group: str
    full_wh: float
    stage: int
    replaces: tuple[int, ...] = ()
    charge_w: int = 0

    @property
    def is_buffer(self) -> bool:
        return bool(self.replaces)
