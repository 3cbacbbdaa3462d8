"""Repairs of what fails in the course of a loss: somebody is called, comes, and takes their time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from dcsim.engine.clock import Order

if TYPE_CHECKING:
    from dcsim.engine.core import Core


def repair(core: Core, hours: float, rank: int, done: Callable[[], None]) -> None:
    """Do `done` after so many hours of work, which begins as soon as somebody can come to the site."""
    if core.now < core.staff_there_h:
        core.at(core.staff_there_h, Order.REPAIR, rank, partial(repair, core, hours, rank, done))
        return
    core.at(core.now + hours, Order.REPAIR, rank, done)
