"""How long a site lasts without its grid, as a planner reads it and as a JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from dcsim.render.figures import count, figure, in_sections, wrap
from dcsim.render.json_text import schema_of, text_of, version
from dcsim.render.parts import EstimatePart, Part, ScenarioPart, applied, estimate_part, scenario_part
from dcsim.render.survive_by_start import ByStartPart, by_start_lines, by_start_part
from dcsim.study.survive.answer import standing_on

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.study.survive import Store, StoreLeft, Survival, SurvivalByStart

SCHEMA = "dcsim-survive/1"
_UNITS = {"h": "h of the site's design load", "m3": "m³", "MW min": "MW·min", "min": "min at full rating"}


class StoreHourPart(Part):
    """Share of a full store left at one hour where the site is still up: mean and tenth percentile."""

    mean: EstimatePart
    p10: EstimatePart


class StorePart(Part):
    """A tank or battery: what it holds when full, and what is left of it by hour."""

    full: float
    unit: str
    """h (of design load) or m3 of fuel, min (at full rating) of a battery; m3 of water, MW min of cold."""
    left: dict[str, StoreHourPart]
    """By hour."""


class FirstLossPart(Part):
    """In how many replications this ended survival; `share` of all replications, 0 to 1."""

    replications: int
    share: EstimatePart


class SurvivalDocument(Part):
    """How long a site lasts when the grid is gone at hour 0 and stays gone."""

    schema_: str = Field(alias="schema")
    """Name and version of this shape."""
    dcsim: str
    """Version of dcsim."""
    scenario: ScenarioPart
    seed: int
    replications: int
    start_hour: int
    """Hour of the lists of demand by the hour at which the grid went; 0 where there are none."""
    at_h: float | None
    """Hour of the horizon at which a site by plan was taken; null: the site is the same throughout."""
    weather: str | None
    """The weather of which the loss is an event; null: nothing but the grid is gone."""
    survives: dict[str, EstimatePart]
    """By hour: P(no facility outage has begun before it)."""
    lasts: dict[str, EstimatePart]
    """Hours to the first outage: p10 and p50; value null where that is beyond the last hour."""
    stores: dict[str, StorePart]
    """By name: `<group>/fuel`, `/day-tank/fuel`, `/water` or `/cold`; the group's name for batteries."""
    first: dict[str, FirstLossPart]
    """What ended survival within the last hour, most frequent first."""
    by_start: ByStartPart | None
    """Survival by the month and hour of the start; null where that was not asked for."""
    notes: list[str]
    """What the figures take for granted."""


def document(result: Survival, by_start: SurvivalByStart | None = None) -> SurvivalDocument:
    """The answer as a document."""
    return SurvivalDocument(
        schema=SCHEMA,
        dcsim=version(),
        scenario=scenario_part(result.scenario),
        seed=result.seed,
        replications=result.replications,
        start_hour=result.start_hour,
        at_h=result.at_h,
        weather=result.weather,
        survives={_hour(h): estimate_part(one) for h, one in zip(result.hours, result.survives, strict=True)},
        lasts={name: estimate_part(one) for name, one in result.lasts.items()},
        stores={name: _store(result, store) for name, store in result.stores.items()},
        first={
            row.what: FirstLossPart(replications=row.replications, share=estimate_part(row.share))
            for row in result.first
        },
        by_start=None if by_start is None else by_start_part(by_start),
        notes=list(result.notes),
    )


def to_json(result: Survival, by_start: SurvivalByStart | None = None) -> str:
    """The answer as text: JSON with two spaces of indent and a final line end."""
    return text_of(document(result, by_start))


def schema_text() -> str:
    """The JSON schema of the document, as committed in docs/."""
    return schema_of(SurvivalDocument)


def survive_text(result: Survival, by_start: SurvivalByStart | None = None) -> str:
    """The whole answer in plain text, ending in a line end."""
    sections = [
        _title(result),
        _survives(result),
        _lasts(result),
        _left(result),
        _first(result),
        [] if by_start is None else by_start_lines(by_start),
        _granted(result),
    ]
    return in_sections(sections)


def _title(result: Survival) -> list[str]:
    name = result.scenario.model.site.name + applied(result.scenario)
    return [
        *wrap(f"{name}: the grid is gone at hour {result.start_hour} and stays gone{_in(result)}"),
        f"{count(result.replications, 'replication')} of {_hour(result.hours[-1])} h, seed {result.seed}"
        + _at(result),
    ]


def _in(result: Survival) -> str:
    return "" if result.weather is None else f", in an event of {result.weather}"


def _at(result: Survival) -> str:
    if result.at_h is None:
        return ""
    return f", the site as it stands {standing_on(result.scenario.model, result.at_h)}"


def _survives(result: Survival) -> list[str]:
    rows = zip(result.hours, result.survives, strict=True)
    return [
        "All halls still up after (modelled causes only)",
        *(_row(hour, figure(one, " %")) for hour, one in rows),
    ]


def _lasts(result: Survival) -> list[str]:
    words = {"p50": "in one case of two at least", "p10": "in nine cases of ten at least"}
    return [
        "It lasts",
        *(f"  {words[name]:<30} {_length(result, one)}" for name, one in result.lasts.items()),
    ]


def _length(result: Survival, one: Estimate) -> str:
    if one.value is None:
        return f"{_hour(result.hours[-1])} h, and not looked at further"
    ends = ["?" if x is None else f"{x:.1f}" for x in (one.low, one.high)]
    shown = f"{one.value:.1f} h" if one.value >= 0.05 else f"{one.value * 3600:.0f} s"
    return shown if ends == [f"{one.value:.1f}"] * 2 else f"{shown} ({ends[0]} to {ends[1]})"


def _row(hour: float, text: str) -> str:
    return f"  {_hour(hour) + ' h':>9}   {text}"


def _left(result: Survival) -> list[str]:
    """Every tank, and of the batteries the one with least left at the first hour."""
    tanks = [name for name in result.stores if "/" in name]
    batteries = sorted(
        (name for name in result.stores if name not in tanks),
        key=lambda name: (result.left[name][0].mean.value or 0.0, name),
    )
    lines = []
    for name in tanks:
        store = result.stores[name]
        lines += _store_rows(result, name, f"{name}, {store.full:g} {_UNITS[store.unit]} when full")
    if batteries:
        label = f"the lowest of {len(batteries)} batteries: {batteries[0]}"
        lines += _store_rows(
            result, batteries[0], label if len(batteries) > 1 else f"battery of {batteries[0]}"
        )
    head = "Left where the site is still up, share of a full store: mean; one case in ten has no more than"
    return [head, *lines] if lines else []


def _store_rows(result: Survival, name: str, label: str) -> list[str]:
    rows = zip(result.hours, result.left[name], strict=True)
    return [*wrap(label, "  "), *(_row(hour, _shares(left)) for hour, left in rows)]


def _shares(left: StoreLeft) -> str:
    if left.mean.value is None:
        return left.mean.note or "not known"
    return f"{_level(left.mean)};  {_level(left.p10)}"


def _level(estimate: Estimate) -> str:
    """A level in percent; figures that are the same in every replication need no interval to be told."""
    value, low, high = (None if x is None else 100 * x for x in (estimate.value, estimate.low, estimate.high))
    if value is None:
        return "?"
    ends = ["?" if x is None else f"{x:.1f}" for x in (low, high)]
    return f"{value:.1f} %" if ends == [f"{value:.1f}"] * 2 else f"{value:.1f} % ({ends[0]} to {ends[1]})"


def _first(result: Survival) -> list[str]:
    last = _hour(result.hours[-1])
    if not result.first:
        return [f"Nothing ended it within {last} h"]
    lines = [f"What ended it first, within {last} h (share of replications)"]
    for row in result.first:
        lines += wrap(f"  {row.what:<40} {figure(row.share, ' %')}", hang=4)
    return lines


def _granted(result: Survival) -> list[str]:
    return ["Taken for granted", *(line for note in result.notes for line in wrap(f"  - {note}", hang=4))]


def _store(result: Survival, store: Store) -> StorePart:
    left = zip(result.hours, result.left[store.name], strict=True)
    parts = {
        _hour(hour): StoreHourPart(mean=estimate_part(one.mean), p10=estimate_part(one.p10))
        for hour, one in left
    }
    return StorePart(full=store.full, unit=store.unit, left=parts)


def _hour(hour: float) -> str:
    return f"{hour:.12g}"
