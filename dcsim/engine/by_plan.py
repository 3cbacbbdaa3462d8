"""What is in service and what is asked for change by plan: the core goes on from one era to the next.

What comes into service is as new: stores are full, machines run, switches stand where they want to. What goes
is switched off first: switches and ties move away from it without a break where they can.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dcsim.engine.eras import Era, Eras
from dcsim.plant.network import State
from dcsim.plant.settle import settled
from dcsim.records import FAILED, FAILED_UNSEEN, REPLACED

if TYPE_CHECKING:
    from dcsim.engine.core import Core


class ByPlan:
    """The eras of one replication, and which of them it is in."""

    __slots__ = ("_core", "_eras", "_now")

    def __init__(self, core: Core, eras: Eras) -> None:
        self._core = core
        self._eras = eras
        self._now = 0

    @property
    def since_h(self) -> float:
        """When the present era began, though nobody may have looked at it until later."""
        return self._eras[self._now].begins_h

    def absent_at(self, node: int) -> frozenset[int]:
        """Units of a node that are not in service now."""
        return self._core.setup.absent_at.get(node, frozenset())

    def catch_up(self, time: float) -> None:
        """Enter the eras that began before this time and that nobody needed to look at.

        Where units came or went all are told: what they see next is compared with what they saw last.
        """
        while self._now + 1 < len(self._eras) and self._eras[self._now + 1].begins_h < time:
            self.enter(self._now + 1)
            if self._eras[self._now].arriving or self._eras[self._now].leaving:
                self._core.all_asked = False
                self._core.evaluate()

    def enter(self, number: int) -> None:
        """Go on to the next era: what it brings and takes, and what is asked for in it."""
        core, era = self._core, self._eras[number]
        self._now = number
        if era.arriving or era.leaving:
            self._change_units(era)
        core.key += (era.setup.level - core.setup.level) * core.layout.level
        core.level = era.setup.level
        core.setup = era.setup

    # ------------------------------------------------------------------ units

    def _change_units(self, era: Era) -> None:
        core = self._core
        new = [node for node, _ in era.arriving if not core.present[node]]
        after = settled(core.plant, self._with(era))
        core.move_to(after)
        for node, unit in era.leaving:
            self._withdraw(node, unit)
        for node, unit in era.arriving:
            self._bring(node, unit)
        for node in new:
            number = core.plant.switch_at.get(node)
            if number is not None:
                change = after.position[number] - core.layout.position_in(core.key, number)
                core.key += change * core.layout.position[number]

    def _with(self, era: Era) -> State:
        """The present state with what the era brings and without what it takes."""
        core = self._core
        state, _ = core.layout.decode(core.key)
        units, sets = list(state.units), dict(zip(core.plant.gensets, state.in_service, strict=True))
        for changed, change in ((era.arriving, 1), (era.leaving, -1)):
            for node, unit in changed:
                if node in sets:
                    sets[node] += change
                elif not core.holds[node] and (change > 0 or not self._has_failed(node, unit)):
                    units[node] = max(0, units[node] + change)
        return replace(state, units=tuple(units), in_service=tuple(sets.values()))

    def _has_failed(self, node: int, unit: int) -> bool:
        return self._failure(node, unit) is not None

    def _failure(self, node: int, unit: int) -> tuple[str, int, str] | None:
        """The deviation that a unit is, if it has failed."""
        group = self._core.plant.nodes[node].group
        kinds = ((group, unit, kind) for kind in (FAILED, FAILED_UNSEEN, REPLACED))
        return next((one for one in kinds if one in self._core.deviations), None)

    def _withdraw(self, node: int, unit: int) -> None:
        core, group = self._core, self._core.plant.nodes[node].group
        core.recorder.note(core, "retired", group, unit)
        core.present[node] -= 1
        if node in core.plant.genset_at:
            core.key -= core.layout.in_service[core.plant.genset_at[node]]
        elif (failure := self._failure(node, unit)) is not None:
            core.normalise(*failure)
        elif core.up[node] > 0:
            core.lose(node)
        else:
            core.gone[node] += 1
        for number in core.cast.at_node.get(node, ()):
            core.cast.behaviours[number].unit_goes(core, core.memory[number], unit)

    def _bring(self, node: int, unit: int) -> None:
        core, group = self._core, self._core.plant.nodes[node].group
        core.recorder.note(core, "in-service", group, unit)
        core.present[node] += 1
        if node in core.plant.genset_at:
            core.key += core.layout.in_service[core.plant.genset_at[node]]
        else:
            core.regain(node)
        for number in core.cast.at_node.get(node, ()):
            core.cast.behaviours[number].unit_comes(core, core.memory[number], unit)
