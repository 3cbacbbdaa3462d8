"""Single failures in the running site: is the load carried on without a break?

Every failure is told to the core twice: while the site runs on its gensets, and before the utility goes. All
else goes as intended: sets start, switches move, restarts take their mean time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dcsim.engine.forced import Forced
from dcsim.plant.network import Plant
from dcsim.records import Outage
from dcsim.tiers.audit.step import Result, Step
from dcsim.tiers.audit.told import AFTER_H, Told, failures_of

if TYPE_CHECKING:
    from dcsim.scenario.model import ScenarioModel

_MOST_NAMES = 3


def injected(model: ScenarioModel) -> Iterator[Step]:
    """A step for each thing that may fail, and one for the loss of the utility itself."""
    told = Told(model)
    if not told.plant.gensets:
        return
    failures = list(failures_of(told.plant))
    stories = [told.utility_lost()]
    for _, one in failures:
        stories += [told.on_sets(one), told.before(one)]
    found = told.outages(stories)
    yield _step("fail:utility", "the utility goes, and nothing else fails", [("", found[0])])
    for number, (name, one) in enumerate(failures):
        on_sets, before = found[1 + 2 * number : 3 + 2 * number]
        pairs = [
            ("while the site runs on its gensets", told.after_the_loss(on_sets)),
            ("and then the utility goes", told.new_beside(found[0], before)),
        ]
        yield _step(f"fail:{name}", f"{_who(told.plant, name, one)} fails", pairs)


def beyond(model: ScenarioModel) -> Iterator[Step]:
    """With each thing out for maintenance in turn, each other one fails while the site runs on gensets."""
    told = Told(model)
    if not told.plant.gensets:
        return
    failures = list(failures_of(told.plant))
    (usual,) = told.outages([told.utility_lost()])
    for name, away in failures:
        others = list(told.during(failures, away))
        found = told.outages([story for _, story in others])
        (alone,) = told.outages([(told.out(away), *told.utility_lost())])
        what = f"{_who(told.plant, name, away)} is out for maintenance, and any one thing fails"
        if told.new_beside(usual, alone):
            reason = "its maintenance alone costs a hall its power or cooling"
            yield Step(f"beyond:{name}", "beyond IV", what, "not met", reason)
            continue
        pairs = zip(others, found, strict=True)
        worse = [other for (other, _), outages in pairs if told.after_the_loss(outages)]
        result: Result = "not met" if worse else "met"
        shown = ", ".join(worse[:_MOST_NAMES]) + (", …" if len(worse) > _MOST_NAMES else "")
        reason = (
            f"not borne: {len(worse)} of {len(others)} ({shown})" if worse else f"all {len(others)} are borne"
        )
        yield Step(f"beyond:{name}", "beyond IV", what, result, reason)


def _step(name: str, what: str, told: Sequence[tuple[str, Sequence[Outage]]]) -> Step:
    """What came of the stories of one failure."""
    broken = [(when, outage) for when, outages in told for outage in outages]
    result: Result = "not met" if broken else "met"
    if not broken:
        return Step(name, "IV", what, result, "power and cooling go on without a break")
    when, outage = broken[0]
    lost = {one.hall: outage.unserved_mwh / max(outage.end_h - outage.start_h, 1e-9) for one in outage.halls}
    share = len(lost) or 1
    hot = any(one.kind == "too-hot" for one in outage.deviations)
    halls = ", ".join(list(lost)[:4]) + (" …" if len(lost) > 4 else "")
    length = _length(outage.end_h - outage.start_h)
    reason = f"{halls}: {'too hot' if hot else 'dark'} for {length}"
    if when:
        reason += f", {when}"
    return Step(name, "IV", what, result, reason, {hall: mw / share for hall, mw in lost.items()})


def _length(hours: float) -> str:
    if hours >= AFTER_H * 0.75:
        return "hours"
    return f"{hours * 3600:.3g} s" if hours < 1 / 30 else f"{hours * 60:.3g} min"


def _who(plant: Plant, name: str, one: Forced) -> str:
    count = sum(plant.nodes[i].count for i in plant.members[one.group])
    return f"one unit of '{name}' ({count})" if count > 1 else f"'{name}'"
