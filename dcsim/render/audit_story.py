"""One step of an audit in full: the walk's state in figures, and the story as the running core tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dcsim.render.figures import WIDTH, wrap
from dcsim.render.trace import SECONDS, happenings, in_stores, instants

if TYPE_CHECKING:
    from dcsim.tiers.audit.explain import Explanation, Replay
    from dcsim.tiers.audit.lasts import Lasts, Loading

_NAME = 30
_MOST_LOADED = 6
_MOST_INSTANTS = 40
_MOST_NAMES = 12
_INSTANT_H = 1e-6


def explain_text(found: Explanation) -> str:
    """Everything about one step, ending in a line end."""
    step = found.step
    lines = [f"{step.name} (Tier {step.tier})", *wrap(step.what, "  ")]
    lines += wrap(f"{step.result}: {step.reason}", "  ")
    lines += [f"  {hall:<{_NAME}} loses {lost:.4g} MW" for hall, lost in step.lost_mw.items()]
    if step.cure:
        lines += wrap(f"cure: {step.cure}", "  ")
    if found.lasts is not None:
        lines += ["", *_walk(found.lasts)]
    for replay in found.replays:
        lines += ["", *_story(replay)]
    if found.lasts is not None:
        for replay in found.replays:
            lines += wrap(_agreement(found.lasts, replay), "  ")
    return "\n".join(lines) + "\n"


def _walk(found: Lasts) -> list[str]:
    lines = ["the walk: what lasts at design load, the utility absent"]
    lines += wrap(f"moved: {'; '.join(_moves(found)) or 'no switch and no tie'}", "  ")
    lines += [f"  {one.group:<{_NAME}} has {one.left} units left and needs {one.needed}" for one in found.few]
    lines += [_loading(one) for one in found.loading[:_MOST_LOADED]]
    if len(found.loading) > _MOST_LOADED:
        lines += wrap(
            f"{len(found.loading) - _MOST_LOADED} more carry a smaller share of what they can", "  "
        )
    for number, names in enumerate(found.tripped):
        lines += wrap(
            f"{'opens' if len(names) == 1 else 'open'} on overload: {_names(names)}", "  " * (number + 1)
        )
    if found.dark_loads:
        lines += wrap(f"fixed loads without power: {_names(found.dark_loads)}", "  ")
    return lines


def _moves(found: Lasts) -> Iterator[str]:
    for one in found.moves:
        yield f"{one.name} from {one.before} to {one.after}"


def _loading(one: Loading) -> str:
    what = "MW of heat" if one.of_heat else "MW"
    if not one.able_mw:
        return f"  {one.group:<{_NAME}} {one.carried_mw:8.4g} {what} asked, none of it has power or is left"
    return (
        f"  {one.group:<{_NAME}} {one.carried_mw:8.4g} of {one.able_mw:.4g} {what} ({100 * one.share:.3g} %)"
    )


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names[:_MOST_NAMES]) + (
        f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    )


def _story(replay: Replay) -> list[str]:
    """From the instant at which the step was done to the site."""
    lines = wrap(replay.title)
    told = [one for one in instants(replay) if replay.origin_h - _INSTANT_H <= one[0] < replay.ends_h]
    for time, events, down, levels in told[:_MOST_INSTANTS]:
        head = f"{_clock(time - replay.origin_h)}  halls down: {down}"
        stores = in_stores(levels)
        lines += [f"{head}  {stores}"] if len(head) + len(stores) + 2 <= WIDTH else [head, f"    {stores}"]
        lines += happenings(replay, events)
    if len(told) > _MOST_INSTANTS:
        last = _clock(told[-1][0] - replay.origin_h)
        lines += wrap(f"and {len(told) - _MOST_INSTANTS} instants more, the last at {last}", "  ")
    if not told:
        lines += wrap("nothing happens", "  ")
    return lines


def _clock(hours: float) -> str:
    """Hours, minutes and seconds from the instant at which the step was done."""
    minutes, seconds = divmod(round(abs(hours) * SECONDS, 1), 60)
    return f"{'−' if hours < -_INSTANT_H else '+'}{minutes // 60:.0f}:{minutes % 60:02.0f}:{seconds:04.1f}"


def _agreement(found: Lasts, replay: Replay) -> str:
    """Whether the core ends where the walk does: the same halls lost for good."""
    walked, core = set(found.lost_mw), set(replay.lost)
    if walked == core:
        return (
            f"the running core and the walk agree: {_names(tuple(sorted(core))) or 'no hall'} lost for good"
        )
    if not found.carries_before:
        return (
            f"{_names(tuple(sorted(core))) or 'no hall'} lost for good in the running core; as the site does "
            "not carry its load to begin with, it matters what tripped before"
        )
    return (
        f"the running core and the walk differ: {_names(tuple(sorted(core))) or 'no hall'} lost in the core, "
        f"{_names(tuple(sorted(walked))) or 'no hall'} in the walk"
    )
