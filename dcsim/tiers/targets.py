"""Tier targets with their sources, and the verdict of a run against one.

Two axes: availability on the service clock, judged here, and topology, which an audit walks. Targets are data
of the library; hours follow from the fraction.
"""

from __future__ import annotations

from dataclasses import dataclass

from dcsim.errors import UsageError
from dcsim.estimate import Estimate

YEAR_H = 8760.0
AT_DEFAULT_INPUTS = "at default inputs"
NOT_WALKED = "the topology was not walked"
_CONFLICT = 0.02
"""Published figures for one level that differ by more than this share are told apart."""


@dataclass(frozen=True)
class Target:
    """A service availability to reach, where it comes from, and what else is published about it."""

    name: str
    availability: float
    source: str
    status: str
    evidence: str
    note: str

    @property
    def downtime_h_per_year(self) -> float:
        """Hours per model year that the availability leaves."""
        return (1.0 - self.availability) * YEAR_H


@dataclass(frozen=True)
class Judgement:
    """One axis: met, not met, undecided or not assessed; `words` says at which inputs, `reason` why."""

    verdict: str
    words: str
    reason: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Verdict:
    """Both axes side by side, and the probability that a single year meets the target."""

    target: Target
    availability: Judgement
    topology: Judgement
    year: Estimate | None

    @property
    def met(self) -> bool:
        return self.availability.verdict == "met"

    @property
    def disagreement(self) -> str | None:
        """A sentence where one axis is met and the other is not."""
        pair = self.availability.verdict, self.topology.verdict
        if pair == ("met", "not met"):
            return "the axes disagree: the number is met, but by a topology that is not of this Tier"
        if pair == ("not met", "met"):
            return "the axes disagree: the topology is of this Tier, but the number is not met"
        return None

    def __str__(self) -> str:
        return f"availability: {self.availability}; topology: {self.topology}"


def target_of(level: str | float) -> Target:
    """The target of a Tier level, or a planner's own availability (a fraction of time)."""
    if not isinstance(level, str):
        return Target("custom", level, "the scenario", "given", "given", "a target of the planner's own")
    counted = level.removesuffix("+")
    rows = _rows(counted)
    if "availability_commonly_cited" not in rows:
        raise UsageError(f"the library has no availability for Tier {level}")
    row = rows["availability_commonly_cited"]
    notes = [row["note"], _conflict(rows)]
    if level != counted:
        notes.insert(0, f"Tier {level} uses the number of Tier {counted}; it differs in topology only")
    return Target(
        f"Tier {level}",
        float(row["value"]),
        row["source"],
        row["status"],
        row["evidence"],
        "; ".join(note for note in notes if note),
    )


def _rows(level: str) -> dict[str, dict[str, str]]:
    from dcsim.scenario import library

    rows = library.table("tiers")
    return {row["attribute"]: row for row in rows if row["scheme"] == "uptime" and row["level"] == level}


def _conflict(rows: dict[str, dict[str, str]]) -> str:
    """A sentence where the downtime derived from failures is not that of the cited availability."""
    derived = rows.get("derivation_total_downtime")
    if derived is None:
        return ""
    cited = float(rows["availability_commonly_cited"]["value"])
    hours, other = (1.0 - cited) * YEAR_H, float(derived["value"])
    if abs(hours - other) <= _CONFLICT * hours:
        return ""
    return (
        f"published figures conflict: {hours:.3g} h a year by the cited fraction, "
        f"{other:.1f} h by the derivation in {derived['source']}"
    )


def judge(
    target: Target,
    downtime: Estimate,
    outages_per_year: Estimate,
    year: Estimate | None = None,
    topology: Judgement | None = None,
    *,
    unseen_h: float = 0.0,
) -> Verdict:
    """The verdict on service downtime (h/yr) against the target, beside that on the topology.

    Met when the whole interval is within the target's hours, not met when it is all beyond, else undecided.
    `unseen_h` hours a year are added to the upper end, where few outages were seen and the longest may not
    have been among them.
    """
    hours = target.downtime_h_per_year
    verdict = _compare(downtime, hours, unseen_h)
    reason = _reason(verdict, downtime, outages_per_year, hours, unseen_h)
    availability = Judgement(verdict, f"{verdict} {AT_DEFAULT_INPUTS}", reason)
    topology = topology or Judgement("not assessed", "not assessed", NOT_WALKED)
    return Verdict(target, availability, topology, year)


def _compare(downtime: Estimate, hours: float, unseen_h: float) -> str:
    slack = 1e-9 * hours  # a target met exactly is met
    if downtime.high is not None and downtime.high + unseen_h <= hours + slack:
        return "met"
    if downtime.low is not None and downtime.low > hours + slack:
        return "not met"
    return "undecided"


def _reason(verdict: str, downtime: Estimate, outages: Estimate, hours: float, unseen_h: float) -> str:
    if downtime.value is None:
        return f"no service downtime was computed: {downtime.note}"
    if downtime.events == 0:
        return _reason_unseen(verdict, downtime, outages, hours)
    target = f"the target's {hours:.3g} h a year"
    if downtime.low is None or downtime.high is None:
        return f"service downtime {downtime.value:.3g} h a year has no interval; {target} cannot be judged"
    if downtime.low == downtime.high:
        where = "within" if verdict == "met" else "beyond"
        return f"service downtime is {downtime.value:.4g} h a year ({downtime.method}), {where} {target}"
    where = {
        "met": "all within",
        "not met": "all beyond",
        "undecided": "on both sides of",
    }[verdict]
    span = f"{downtime.low:.3g} to {downtime.high:.3g} h a year ({downtime.confidence:.0%} interval)"
    if unseen_h and verdict != "not met":
        span += f", and up to {unseen_h:.3g} more in outages longer than those seen,"
    caution = f"; {downtime.note}" if downtime.note else ""
    return f"service downtime {span} is {where} {target}{caution}"


def _reason_unseen(verdict: str, downtime: Estimate, outages: Estimate, hours: float) -> str:
    bound = f"at most {outages.high:.3g} outages a year" if outages.high is not None else "no bound"
    text = f"no outage seen: {bound} ({outages.confidence:.0%})"
    if downtime.high is None:
        return f"{text}; their length is not known"
    which = "within" if verdict == "met" else "beyond"
    assumption = (downtime.note or "").rpartition("; ")[2]
    at_most = f"{downtime.high:.3g} h a year, {which} the target's {hours:.3g} h"
    return f"{text}; that is at most {at_most}, where {assumption}"
