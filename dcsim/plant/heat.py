"""The second network: the stages that take heat away, and the streams of heat that go through them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """One cooling group in the way of the heat: its nodes, and the heat of all streams that use it, W.

    `least` units must serve, over all parts together; `rating_w` is the heat one unit can move, None for
    any.
    """

    name: str
    nodes: tuple[int, ...]
    least: int
    rating_w: int | None
    heat_w: int


@dataclass(frozen=True)
class Stream:
    """Heat of one hall that goes one way: `heat_w` at full load, through all of `stages` (their numbers)."""

    name: str
    hall: int
    heat_w: int
    stages: tuple[int, ...]
