"""What a certified stretch goes through, and which failures beside it make no difference to it.

Most of what is down together with a loss of the mains has nothing to do with it: a spare fan, one of two
boards. Such a stretch needs no certificate of its own where that of the loss bears the failure: an interval
that does nothing but take one unit of a node out, and give it back, whenever that is. With it the core does
what it did in the rehearsal, at the same times, if

- each state that the certificate goes through, in any order it speaks for, has the very same supply record
  with the unit out, and every other question that was asked about it the same answer; behaviours see nothing
  else of a state. What asks for everything there is to know (works that are prepared) bears nothing;
- the second clock says the same of each of its states;
- the node was not taken out whole meanwhile, and none of its units failed to restart: else the unit might be
  out already, or its failure change nothing. Where a machine restarts, it asks for each unit there is
  whether that comes back, so for fewer; in the rehearsal all did;
- no end was put down to the latest of what lasts, of which the failure might be one. A failure or repair
  that leaves the record as it is is not blamed for anything, and names no episode. One at the very instant
  at which the loss begins or ends would be: such are never put to a certificate of the loss.

Nothing is lost then, so nobody asks what is out of order. A breaker that waits to close is asked about once
more when the unit fails or is repaired; it was asked about in the same state before, with the same answer.
Several failures are borne if each set of them is. They are over before the stretch is, so that the site is at
rest and calm as early before the next one.

The same is true of what fails in quiet stretches that follow before the site is at rest. Stretches do not
touch: what is out together is of one of them, and nothing of it comes at the instant at which the loss begins
or ends. What lasts longer than the certificate is from then on what a quiet stretch is wherever the site is
at rest and its stores may be filling: the normal state is one of every certificate. If more units fail than
are up in one of its states, such as one that was down in it too, that is not borne.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from dcsim.engine.behaviours.base import Beside
from dcsim.engine.certify.spare import is_the_same, out_together
from dcsim.engine.certify.trail import DECODED, Question, Trail
from dcsim.engine.eras import Setup
from dcsim.engine.key import KeyLayout
from dcsim.engine.supply_records import SupplyRecords


@dataclass(frozen=True)
class Course:
    """The `states` of a certificate, all questions asked about some of them, and those of the second clock.

    Keys are without the level of demand, which another process may number otherwise: `demand_w` is what each
    consumer asks for all the while. `untouched` says that a failure may be beside at all, unless it is of one
    of the nodes in `taken`.
    """

    demand_w: tuple[int, ...]
    states: frozenset[int]
    asked: Mapping[int, frozenset[Question]]
    static: frozenset[int]
    taken: frozenset[str]
    untouched: bool
    _known: dict[tuple[Beside, ...], bool] = field(default_factory=dict)

    def bears(self, records: SupplyRecords, failed: Sequence[Beside]) -> bool:
        """Whether these failures make no difference, whenever each of them begins and ends."""
        which = tuple(sorted(failed))
        found = self._known.get(which)
        if found is None:
            found = self._known[which] = self._bears(records, which)
        return found

    def _bears(self, records: SupplyRecords, failed: Sequence[Beside]) -> bool:
        if not self.untouched or any(one.name in self.taken for one in failed):
            return False
        level = records.level_of(self.demand_w) * records.layout.level
        if not self._are_there(records.layout, failed):
            return False
        sets = [some for n in range(1, len(failed) + 1) for some in combinations(failed, n)]
        return all(self._is_the_same(records, level, some) for some in sets)

    def _are_there(self, layout: KeyLayout, failed: Sequence[Beside]) -> bool:
        """Whether in every state that anything is asked about no fewer units are up than fail."""
        out = Counter(one.node for one in failed).items()
        keys = self.states.union(self.asked, self.static)
        return all(layout.units_in(key, node) >= units for key in keys for node, units in out)

    def _is_the_same(self, records: SupplyRecords, level: int, failed: Sequence[Beside]) -> bool:
        out = out_together(records.plant, failed)
        static = level - sum(one.static_units for one in failed)
        return (
            all(is_the_same(records, key + level, out) for key in self.states)
            and all(
                getattr(records, what)(key + level, *how)
                == getattr(records, what)(key + level - out.units, *how)
                for key, questions in self.asked.items()
                for what, how in questions
            )
            and all(records.static_loss(k + level) is records.static_loss(k + static) for k in self.static)
        )


def course_of(trail: Trail, states: frozenset[int], setup: Setup, layout: KeyLayout) -> Course:
    """What a rehearsal in this setup went through; `states` are those of every order it speaks for."""
    level = setup.level * layout.level
    asked = {key - level: frozenset(questions) for key, questions in trail.asked.items()}
    return Course(
        demand_w=setup.demand_w,
        states=frozenset(key - level for key in states),
        asked=asked,
        static=frozenset(key - level for key in trail.static),
        taken=frozenset(one.name for one in trail.lost) | trail.held,
        untouched=not trail.blames_what_lasts and not any(DECODED in found for found in asked.values()),
    )
