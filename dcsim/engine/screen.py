"""Which stretches of a drawn history are quiet: the core, were it calm before, would do nothing in them.

A stretch is quiet if in every state the site goes through the supply record is the very record of the normal
state, and the second clock does not run. Records are interned by content and behaviours see nothing but the
record, so this is no approximation, and it needs no order among states. What an interval does beyond changing
the key cannot be judged so: its stretch is loud.

The normal state is that of what is in service and what is asked for at that time. A change of the plan is an
instant of the history. Where only demand changes and the record stays the same, a stretch that goes on over
it is quiet if it is quiet before and after; where units come or go, it is loud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.behaviours.base import Beside, Effect
from dcsim.engine.cast import Cast
from dcsim.engine.eras import Eras, Setup
from dcsim.engine.intervals import APART_H, Floats, Intervals, Ints
from dcsim.engine.normal import Change, change, judge
from dcsim.engine.stretches import Rows, Stretches
from dcsim.streams import name_key


@dataclass(frozen=True)
class _Plan:
    """The eras of all replications, one after another on one line: `setups[which]` from `since` on."""

    since: Floats
    which: Ints
    setups: Sequence[Setup]

    def place(self, line: Floats) -> Ints:
        """The number of the era each of these places is in; at a change already that of the new one."""
        return np.asarray(np.searchsorted(self.since, line, side="right") - 1)


@dataclass(frozen=True)
class _Drawn:
    """Rows on the line of all replications, and the number of the setup each begins in.

    Some are changes of the plan: `is_nothing` those that change nothing, `is_calm` those after which a calm
    site is calm again.
    """

    rows: Rows
    line: Floats
    line_end: Floats
    plan: _Plan
    setup: Ints
    is_change: NDArray[np.bool_]
    is_nothing: NDArray[np.bool_]
    is_calm: NDArray[np.bool_]


class Screen:
    """What is known of the intervals of one plant's behaviours."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._behaviours = cast.behaviours
        self._records = cast.records
        self._first_kind: list[int] = []
        self._effects: dict[tuple[int, ...], list[Effect | None]] = {}
        self._alone: dict[Setup, NDArray[np.bool_]] = {}
        weights: list[int] = []
        for behaviour in self._behaviours:
            self._first_kind.append(len(weights))
            found = behaviour.effects(self._records.layout, self._records.finished.units)
            name = type(behaviour).__name__, behaviour.name
            weights += [name_key("screen", *name, number, *(one or ())) for number, one in enumerate(found)]
        self.names = tuple(weights)
        """What all intervals are and do: equal for equal histories."""
        self._weights = np.array(weights, np.uint64)
        every = self._effects_in(self._records.finished)
        self._adds_up = np.array([one is not None and one.adds_up for one in every], bool)
        inert = [one is not None and one.key == one.static == 0 for one in every]
        kinds = np.diff(self._first_kind, append=len(every))
        rehearsed = np.repeat([one.is_rehearsed for one in self._behaviours], kinds)
        self._is_unseen = np.array(inert, bool) & ~rehearsed.astype(bool)
        self._beside = self._kinds_beside(len(every))

    def _effects_in(self, setup: Setup) -> list[Effect | None]:
        found = self._effects.get(setup.units)
        if found is None:
            layout = self._records.layout
            every = (one.effects(layout, setup.units) for one in self._behaviours)
            found = self._effects[setup.units] = [one for several in every for one in several]
        return found

    def _kinds_beside(self, kinds: int) -> list[Beside | None]:
        """Of each kind of interval what it is beside others, if all it does is take a unit out."""
        found: list[Beside | None] = [None] * kinds
        for first, behaviour in zip(self._first_kind, self._behaviours, strict=True):
            plain = behaviour.plain(self._records.layout)
            which = behaviour.effect_of(np.arange(len(plain))).tolist()
            for kind, (_, node, units, static) in zip(which, plain, strict=True):
                if units and behaviour.is_rehearsed and not behaviour.is_reserve:
                    name = self._cast.plant.nodes[node].name
                    found[first + kind] = Beside(node, name, units, static)
        return found

    def _is_quiet(self, setup: Setup, kinds: Sequence[int]) -> bool:
        """Whether the site with exactly these intervals open is, to every behaviour, the normal one."""
        judge(self._cast, setup)
        effects = self._effects_in(setup)
        if setup.normal_key is None or (setup.restless and self._records.by_plan):
            return False
        key = static = setup.normal_key
        for kind in kinds:
            effect = effects[kind]
            if effect is None:
                return False
            key += effect.key
            static += effect.static
        return self._records.is_normal(setup.normal_key, key, static)

    def _quiet_alone(self, setup: Setup) -> NDArray[np.bool_]:
        """Which kinds of interval are quiet where nothing else is down."""
        found = self._alone.get(setup)
        if found is None:
            every = [self._is_quiet(setup, [number]) for number in range(len(self._weights))]
            found = self._alone[setup] = np.array(every, bool)
        return found

    # ------------------------------------------------------------------ one block

    def stretches(
        self,
        histories: Sequence[Intervals],
        used: int,
        horizon_h: float,
        eras: Sequence[Eras] | None = None,
    ) -> Stretches:
        """The stretches of the first `used` replications of a block, which have these eras."""
        drawn = self._on_a_line(histories, used, horizon_h, eras)
        n = len(drawn.line)
        new = np.ones(n, bool)
        new[1:] = drawn.line[1:] > np.maximum.accumulate(drawn.line_end)[:-1] + APART_H
        first = np.flatnonzero(new)
        setups = drawn.plan.setups
        alone = np.array([self._quiet_alone(one) for one in setups], bool).reshape(len(setups), -1)
        quiet_row = alone[drawn.setup, drawn.rows.kind] | drawn.is_nothing
        quiet = quiet_row[first]
        length = np.diff(first, append=n)
        many = np.flatnonzero(length > 1)
        if len(many):
            adds_up = self._adds_up[drawn.rows.kind] | self._alone_but_for_unseen(drawn)
            simple = quiet_row & (adds_up | drawn.is_nothing)
            quiet[many] = self._many_quiet(drawn, simple, np.cumsum(new) - 1, many, len(first))
        return Stretches(
            self._behaviours,
            drawn.rows,
            first,
            quiet,
            used,
            horizon_h,
            setup=drawn.setup[first],
            setups=setups,
            quiet_alone=alone,
            beside=self._beside,
            is_change=drawn.is_change,
            passes_if_calm=drawn.is_calm[first] & (length == 1),
            restless=[number for number, one in enumerate(eras or ()) if one[0].setup.restless],
        )

    def _on_a_line(
        self, histories: Sequence[Intervals], used: int, horizon_h: float, eras: Sequence[Eras] | None
    ) -> _Drawn:
        """Every interval that happens, sorted, with its start and end on one line of all replications."""
        whose = [i for i, rows in enumerate(histories) if len(rows.start)]
        all_rows = Intervals.joined([histories[i] for i in whose])
        n = [len(histories[i].start) for i in whose]
        kinds = [self._first_kind[i] + self._behaviours[i].effect_of(histories[i].unit) for i in whose]
        rows = Rows(
            all_rows,
            np.repeat(np.array(whose, np.int64), n),
            np.concatenate([*kinds, np.zeros(0, np.int64)]),
        )
        happens = (
            (all_rows.end > all_rows.start) & (all_rows.replication < used) & (all_rows.start < horizon_h)
        )
        if not happens.all():
            rows = rows.kept(np.flatnonzero(happens))
        rows = rows.kept(np.argsort(rows.intervals.replication * (horizon_h + 1.0) + rows.intervals.start))
        one = rows.intervals
        offset = one.replication * (horizon_h + 1.0)
        line = offset + one.start
        line_end = np.asarray(offset + np.minimum(one.end, horizon_h))
        instants = np.array([one.of_an_instant for one in self._behaviours])
        if instants.any():
            line_end = np.where(instants[rows.behaviour], line, line_end)
        return _Drawn(rows, line, line_end, *self._by_plan(rows.behaviour, line, horizon_h, eras))

    def _by_plan(
        self, behaviour: Ints, line: Floats, horizon_h: float, eras: Sequence[Eras] | None
    ) -> tuple[_Plan, Ints, NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
        """The plan; per row its setup, and whether it is a change of the plan, of nothing, of a calm site."""
        nowhere = np.zeros(len(line), bool)
        if eras is None:
            plan = _Plan(np.zeros(1), np.zeros(1, np.int64), (self._records.finished,))
            return plan, np.zeros(len(line), np.int64), nowhere, nowhere, nowhere
        plan = _plan_of(eras, horizon_h)
        place = plan.place(line)
        is_change = behaviour == self._cast.commissioning
        pairs = np.stack([plan.which[place[is_change] - 1], plan.which[place[is_change]]], axis=1)
        known, which = np.unique(pairs, axis=0, return_inverse=True)
        found = [change(self._cast, plan.setups[a], plan.setups[b]) for a, b in known.tolist()]
        is_nothing, is_calm = nowhere.copy(), nowhere.copy()
        is_nothing[is_change] = np.array([one is Change.NOTHING for one in found], bool)[which]
        is_calm[is_change] = np.array([one is Change.CALM for one in found], bool)[which]
        return plan, plan.which[place], is_change, is_nothing, is_calm

    def _alone_but_for_unseen(self, drawn: _Drawn) -> NDArray[np.bool_]:
        """Which intervals overlap none but such as change nothing of the supply: they need not add up."""
        found = np.zeros(len(drawn.line), bool)
        if not self._is_unseen.any():
            return found
        rest = np.flatnonzero(~self._is_unseen[drawn.rows.kind])
        before = np.maximum.accumulate(drawn.line_end[rest])[:-1] + APART_H
        apart = np.ones(len(rest) + 1, bool)
        apart[1:-1] = drawn.line[rest][1:] > before
        found[rest] = apart[1:] & apart[:-1]
        return found

    def _many_quiet(
        self, drawn: _Drawn, simple: NDArray[np.bool_], stretch: Ints, many: Ints, n: int
    ) -> NDArray[np.bool_]:
        """Of the stretches `many` (several intervals each), which go through quiet states only.

        `simple` are intervals that are quiet alone and add up, and changes of the plan that change nothing.
        """
        line, line_end, kind = drawn.line, drawn.line_end, drawn.rows.kind
        loud = np.zeros(n, bool)
        loud[stretch[~simple]] = True
        wanted = np.zeros(n, bool)
        wanted[many] = True
        wanted &= ~loud
        at = np.flatnonzero(wanted[stretch])
        weight = np.where(drawn.is_change[at], np.uint64(0), self._weights[kind[at]])
        ends = np.flatnonzero(~drawn.is_change[at])
        time = np.concatenate([line[at], line_end[at[ends]]])
        change = np.concatenate([weight, np.uint64(0) - weight[ends]])
        order = np.argsort(time, kind="stable")
        time, place = time[order], np.concatenate([at, at[ends]])[order]
        # Sums wrap around; every interval ends on the line, so that each stretch begins at zero again.
        state = np.cumsum(change[order], dtype=np.uint64)
        together = np.flatnonzero((time[1:] == time[:-1]) & (stretch[place[1:]] == stretch[place[:-1]]))
        loud[stretch[place[together]]] = True
        # Between two changes at one instant is no state of the site: nothing is judged there.
        apart = ~loud[stretch[place]]
        time, place, state = time[apart], place[apart], state[apart]
        setup = drawn.plan.which[drawn.plan.place(time)]
        state += np.array([one.weight for one in drawn.plan.setups], np.uint64)[setup]
        known, first, which = np.unique(state, return_index=True, return_inverse=True)
        verdicts = self._records.verdicts
        quiet = np.ones(len(known), bool)
        for number, (value, where) in enumerate(zip(known.tolist(), first.tolist(), strict=True)):
            if value not in verdicts:
                now = time[where]
                low, high = np.searchsorted(stretch, stretch[place[where]] + np.arange(2))
                down = low + np.flatnonzero((line[low:high] <= now) & (line_end[low:high] > now))
                verdicts[value] = self._is_quiet(drawn.plan.setups[setup[where]], kind[down].tolist())
            quiet[number] = verdicts[value]
        loud[stretch[place[~quiet[which]]]] = True
        return ~loud[many]


def _plan_of(eras: Sequence[Eras], horizon_h: float) -> _Plan:
    """The eras of all replications on one line; each replication begins a little before its hour 0."""
    numbers: dict[Setup, int] = {}
    since, which = [], []
    for replication, several in enumerate(eras):
        for number, era in enumerate(several):
            since.append(replication * (horizon_h + 1.0) + (era.begins_h if number else -0.5))
            which.append(numbers.setdefault(era.setup, len(numbers)))
    return _Plan(np.array(since), np.array(which, np.int64), tuple(numbers))
