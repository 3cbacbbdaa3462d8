"""Transfer switches and bus ties: moves without a break at once, moves from a dead input after a delay."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dcsim.engine.behaviours.base import Behaviour
from dcsim.engine.clock import Order
from dcsim.laws import Law
from dcsim.plant.live import energised
from dcsim.plant.network import Plant, State
from dcsim.records import FAILED_UNSEEN, FOUND_FAILED
from dcsim.streams import Streams

if TYPE_CHECKING:
    from dcsim.engine.core import Core

SECONDS_PER_HOUR = 3600.0
_FAIL, _DELAY, _MANUAL, _PER_MOVE = 0, 1, 2, 4


@dataclass
class Drive:
    """What a switch or tie remembers: where it is heading, and whether it is stuck after a failure.

    `unseen` is the episode of a hidden failure: when it is asked, it does not move.
    """

    target: int = -1
    version: int = 0
    stuck: bool = False
    caused_by: int = -1
    moves: int = 0
    unseen: int = -1


class Moving(Behaviour):
    """A switch or tie: moves at once where nothing breaks, else after a delay, by hand if that fails."""

    watches_supply = True

    def __init__(
        self, name: str, rank: int, streams: Streams, delay_s: Law, fail: float, manual_h: Law
    ) -> None:
        super().__init__(name, rank)
        self.delay_s = delay_s
        self.fail_to_transfer = fail
        self.manual_h = manual_h
        self.key = streams.episode_key(name, "transfer")

    def fresh(self, core: Core) -> Drive:
        return Drive()

    def keys_of_draws(self) -> tuple[int, ...]:
        return (self.key,)

    def is_at_rest(self, core: Core, drive: Drive) -> bool:
        return not drive.stuck and drive.target < 0

    def calm_from(self, core: Core, drive: Drive) -> float:
        return -math.inf if self.is_at_rest(core, drive) else math.inf

    def _wanted(self, core: Core) -> int:
        """The position to be taken after a delay, or -1 for none."""
        raise NotImplementedError

    def _take(self, core: Core, target: int) -> None:
        """Move now."""
        raise NotImplementedError

    def _head_for(self, core: Core, drive: Drive) -> None:
        """Begin, change or give up a delayed move, as the record now asks."""
        target = self._wanted(core)
        if drive.stuck or target == drive.target:
            return
        drive.target = target
        drive.version += 1
        if target < 0:
            return
        cause = core.cause.episode
        drive.moves = drive.moves + 1 if cause == drive.caused_by else 0
        drive.caused_by = cause
        delay = self._drawn(core, drive, _DELAY, self.delay_s) / SECONDS_PER_HOUR
        self._later(core, drive, delay, lambda: self._arrive(core, drive))

    def _arrive(self, core: Core, drive: Drive) -> None:
        hidden = drive.unseen >= 0
        if not hidden and not (self.fail_to_transfer > 0 and self._fails(core, drive)):
            target, drive.target = drive.target, -1
            core.recorder.count(self.name, "transfers")
            core.recorder.note(core, "transfer", self.name, target)
            self._take(core, target)
            return
        drive.stuck, drive.target, drive.unseen = True, -1, -1
        kind = FOUND_FAILED if hidden else "failed-to-transfer"
        core.recorder.count(self.name, "failed_transfers")
        core.recorder.note(core, kind, self.name)
        core.deviate(self.name, -1, kind)
        wait = self._drawn(core, drive, _MANUAL, self.manual_h)
        self._later(core, drive, wait, lambda: self._by_hand(core, drive))

    def _by_hand(self, core: Core, drive: Drive) -> None:
        drive.stuck = False
        for kind in ("failed-to-transfer", FOUND_FAILED):
            core.normalise(self.name, -1, kind)
        target = self._wanted(core)
        if target >= 0:
            core.recorder.note(core, "transfer", self.name, target)
            self._take(core, target)
        self._at_once(core)

    def fails_unseen(self, core: Core, drive: Drive, unit: int, episode: int) -> None:
        """It would not move if it were asked, and nobody knows; what is stuck already does not fail again."""
        if drive.unseen < 0 and not drive.stuck:
            drive.unseen = episode
            core.recorder.note(core, FAILED_UNSEEN, self.name)

    def mended(self, core: Core, drive: Drive, unit: int, episode: int) -> None:
        """What a test has found is repaired."""
        if drive.unseen == episode:
            drive.unseen = -1

    def _at_once(self, core: Core) -> None:
        """Make the moves that break nothing."""
        raise NotImplementedError

    def supply_changed(self, core: Core, drive: Drive) -> None:
        if not drive.stuck:
            self._at_once(core)
        self._head_for(core, drive)

    def _later(self, core: Core, drive: Drive, wait: float, action: Callable[[], None]) -> None:
        drive.version += 1
        version = drive.version

        def act() -> None:
            if drive.version == version:
                action()

        core.at(core.now + wait, Order.SWITCH_CLOSED, self.rank, act)

    def _fails(self, core: Core, drive: Drive) -> bool:
        counter = drive.moves * _PER_MOVE + _FAIL
        return core.draws.chance(self.key, drive.caused_by, counter) < self.fail_to_transfer

    def _drawn(self, core: Core, drive: Drive, which: int, law: Law) -> float:
        return core.draws.length(law, self.key, drive.caused_by, drive.moves * _PER_MOVE + which)


class TransferSwitching(Moving):
    """A group with `transfer`: takes its first live input."""

    def __init__(self, plant: Plant, node: int, rank: int, streams: Streams) -> None:
        spec = plant.nodes[node].transfer
        assert spec is not None
        super().__init__(
            plant.nodes[node].name,
            rank,
            streams,
            spec.delay_s,
            spec.fail_to_transfer,
            spec.manual_transfer_h,
        )
        self.number = plant.switch_at[node]

    def _wanted(self, core: Core) -> int:
        return core.record.transfers[self.number]

    def _take(self, core: Core, target: int) -> None:
        present = core.layout.position_in(core.key, self.number)
        core.key += (target - present) * core.layout.position[self.number]

    def follow(self, core: Core, drive: Drive, state: State) -> None:
        position, target = core.layout.position_in(core.key, self.number), state.position[self.number]
        if position < 0 or target < 0 or target == position or drive.stuck:
            return
        inputs = core.plant.nodes[core.plant.switches[self.number]].inputs.nodes
        present, _ = core.layout.decode(core.key)
        if energised(core.plant, present).live[inputs[position]]:
            self._take(core, target)

    def _at_once(self, core: Core) -> None:
        for number, target in core.record.moves:
            if number == self.number:
                core.recorder.note(core, "move", self.name, target)
                self._take(core, target)


class BusTying(Moving):
    """A bus tie that closes when one side is dead."""

    def __init__(self, plant: Plant, number: int, rank: int, streams: Streams) -> None:
        spec = plant.tie_spec(plant.ties[number])
        name = plant.nodes[plant.ties[number].node].name
        super().__init__(name, rank, streams, spec.delay_s, spec.fail_to_transfer, spec.manual_transfer_h)
        self.number = number

    def _wanted(self, core: Core) -> int:
        return 1 if core.record.closings[self.number] else -1

    def _take(self, core: Core, target: int) -> None:
        core.key += core.layout.closed[self.number]

    def follow(self, core: Core, drive: Drive, state: State) -> None:
        is_closed = core.key // core.layout.closed[self.number] & 1
        if not drive.stuck and state.closed[self.number] and not is_closed:
            self._take(core, 1)

    def _at_once(self, core: Core) -> None:
        if self.number in core.record.openings:
            core.recorder.note(core, "move", self.name, 0)
            core.key -= core.layout.closed[self.number]
