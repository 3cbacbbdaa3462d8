"""When a certified stretch is followed by one that the site must be at rest for.

That is the next, but for quiet ones in which all that fails is borne by the certificate (see `course`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.certify.alike import MOST_BESIDE
from dcsim.engine.certify.catalogue import Judged
from dcsim.engine.certify.course import Course
from dcsim.engine.intervals import APART_H, Floats
from dcsim.engine.supply_records import SupplyRecords

if TYPE_CHECKING:
    from dcsim.engine.stretches import Stretches


def followed_from(
    s: Stretches, records: SupplyRecords, judged: Iterable[tuple[NDArray[np.intp], Judged]], rest: Floats
) -> Floats:
    """For each stretch, where on the line the next begins for which the site must be at rest.

    `rest` says when it is after those with a certificate, which is in `judged`; it is infinite for others.
    """
    start = s.replication * (s.horizon_h + 1.0) + s.start
    following = np.append(start[1:], np.inf)
    early = np.append(s.quiet[1:], False) & np.isfinite(rest) & (rest >= following - APART_H)
    found = following.copy()
    for numbers, certified in judged:
        for place in np.flatnonzero(early[numbers] & (certified.by >= 0)).tolist():
            number = later = int(numbers[place])
            course = certified.certificates[int(certified.by[place])].course
            while rest[number] >= following[later] - APART_H and _bears(course, records, s, later + 1):
                later += 1
            found[number] = following[later]
    return np.asarray(found)


def _bears(course: Course, records: SupplyRecords, s: Stretches, later: int) -> bool:
    """Whether a stretch is quiet, and what fails in it makes no difference to the course of one before.

    If so there is no change of the plan in it: the setup is still the same.
    """
    kinds = s.rows.kind[s.bounds[later] : s.bounds[later + 1]]
    if not s.quiet[later] or len(kinds) > MOST_BESIDE:
        return False
    failed = [one for one in (s.beside[kind] for kind in kinds) if one is not None]
    return len(failed) == len(kinds) and course.bears(records, failed)
