"""All certificates of a plant, by how a stretch goes; new ones are made for what is seen often."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.cast import Cast, HistoryEvent
from dcsim.engine.certify.certificate import Certificate
from dcsim.engine.certify.rehearsal import ends_well, rehearse
from dcsim.engine.certify.stretch import Cases
from dcsim.engine.eras import Setup
from dcsim.engine.intervals import Floats
from dcsim.engine.supply_records import SupplyRecords

_WORTH_IT = 2
"""Cases that no certificate covers before a new one is tried: a rehearsal costs as much as some runs."""
_WORTH_IT_BY_PLAN = 8
"""The same on a site by plan, where each demand has its own and the blocks of a run are few."""
_MOST_FAILURES = 8
"""Rehearsals that certify nothing, after which a kind of stretch is given up."""
_MORE_FAILURES = 2
"""So many more are allowed for each that does."""
NONE, NOT_BORNE = -1, -2
_MOST_CERTIFICATES = 400
"""Of one kind of stretch: each is tried on all cases of a block that no other covers."""


@dataclass
class _Entry:
    certificates: list[Certificate] = field(default_factory=list)
    waiting: int = 0
    failures: int = 0


class After(NamedTuple):
    """When the site is at rest and calm again after some stretches, on the line of all replications, and what
    they burnt (see `Certificate.burnt`); columns of shape (n,)."""

    rest: Floats
    calm: Floats
    calm_unused: Floats
    calm_but_for_fuel: Floats
    share: Floats
    hours: Floats

    @classmethod
    def filled_with(cls, value: float, n: int) -> After:
        """This value in every column."""
        return cls(*np.full((len(cls._fields), n), value))


@dataclass(frozen=True)
class Judged:
    """What certificates say of some cases: `by` the number of the certificate that holds, `NONE` of them, or
    `NOT_BORNE` where one holds that does not bear what fails beside. `uses_reserve` says whether it was used.
    """

    by: NDArray[np.int64]
    after: After
    uses_reserve: NDArray[np.bool_]
    certificates: Sequence[Certificate]
    variables: dict[int, tuple[NDArray[np.intp], Floats]]
    """By certificate: the cases it is used for, and their variables."""


Bears = Callable[[Certificate, NDArray[np.intp]], NDArray[np.bool_]]


def _borne(
    records: SupplyRecords, cases: Cases, certificate: Certificate, places: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Of the cases at these places those whose failures beside make no difference to a certificate."""
    found = np.ones(len(places), bool)
    for number, place in enumerate(places.tolist()):
        failed = cases.beside.get(place)
        found[number] = not failed or certificate.course.bears(records, failed)
    return found


class Catalogue:
    """Certificates of one plant under one Timeline; they hold nothing that depends on the seed.

    A closed catalogue learns nothing more: what it covers of a block then depends on that block alone, and
    not on which others came before it.
    """

    def __init__(self) -> None:
        self._entries: dict[Hashable, _Entry] = {}
        self._history: Hashable = None
        self._is_closed = False

    def close(self) -> None:
        """Make no more certificates."""
        self._is_closed = True

    @property
    def known(self) -> int:
        """How many certificates there are."""
        return sum(len(entry.certificates) for entry in self._entries.values())

    def is_for(self, history: Hashable) -> None:
        """Say what its intervals do, and over how long: raises ValueError if that was another before."""
        if self._history not in (None, history):
            raise ValueError("certificates of another plant, Timeline or replay do not hold")
        self._history = history

    def judge(
        self,
        cast: Cast,
        setup: Setup,
        signature: Hashable,
        cases: Cases,
        events_of: Callable[[int], Sequence[HistoryEvent]],
    ) -> Judged:
        """Try all certificates of this kind of stretch, and make new ones where that is worth it.

        Stretches of one kind begin in the same setup; its number is left out of what is remembered.
        """
        kind = signature, setup.absent, setup.demand_w
        entry = self._entries.get(kind) or _Entry()
        if not self._is_closed:
            self._entries[kind] = entry
        n = len(cases)
        after = After.filled_with(0.0, n)
        judged = Judged(np.full(n, NONE), after, np.zeros(n, bool), entry.certificates, {})
        by = judged.by
        bears = partial(_borne, cast.records, cases)
        for number in range(len(entry.certificates)):
            self._use(number, cases, judged, bears)
        tried: set[int] = set()
        worth = _WORTH_IT_BY_PLAN if cast.records.by_plan else _WORTH_IT
        entry.waiting += int((by == NONE).sum())
        while entry.waiting >= worth and self._may_try(entry):
            left = [
                case for case in np.flatnonzero(by == NONE)[: len(tried) + 1].tolist() if case not in tried
            ]
            if not left:
                break
            tried.add(left[0])
            entry.waiting -= worth
            case = cases.case(left[0], events_of(left[0]))
            found = (
                None if entry.failures and not ends_well(cast, setup, case) else rehearse(cast, setup, case)
            )
            if found is None:
                entry.failures += 1
                continue
            entry.certificates.append(found)
            self._use(len(entry.certificates) - 1, cases, judged, bears)
        return judged

    def _may_try(self, entry: _Entry) -> bool:
        if self._is_closed:
            return False
        known = len(entry.certificates)
        return entry.failures < _MOST_FAILURES + _MORE_FAILURES * known and known < _MOST_CERTIFICATES

    def _use(self, number: int, cases: Cases, judged: Judged, bears: Bears) -> None:
        certificate = judged.certificates[number]
        left = np.flatnonzero(judged.by == NONE)
        places = cases.agree(certificate.chances, certificate.turns, left)
        if not len(places):
            return
        variables = cases.variables(certificate.lengths, places)
        holds = certificate.holds(variables)
        places, variables = places[holds], variables[:, holds]
        if cases.beside:
            borne = bears(certificate, places)
            judged.by[places[~borne]] = NOT_BORNE
            places, variables = places[borne], variables[:, borne]
        if not len(places):
            return
        judged.by[places] = number
        first = cases.begin[places] + cases.time[places, 0]
        calm = first + certificate.calm_after(variables)
        found = After(
            first + certificate.at_rest_after(variables),
            calm,
            first + certificate.calm_unused_after(variables),
            first + certificate.calm_but_for_fuel_after(variables) if certificate.tanks else calm,
            *certificate.burnt(variables),
        )
        for column, values in zip(judged.after, found, strict=True):
            column[places] = values
        judged.uses_reserve[places] = certificate.uses_reserve
        judged.variables[number] = places, variables
