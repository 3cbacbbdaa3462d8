"""Targets as published, and verdicts by a table."""

from __future__ import annotations

import pytest

from dcsim.errors import UsageError
from dcsim.estimate import Estimate
from dcsim.tiers import judge, target_of


def estimate(
    value: float | None, low: float | None, high: float | None, events: int = 500, note: str | None = None
) -> Estimate:
    return Estimate(
        value, low, high, None, "h/yr", 0.95, 200, "replications", "Student t", events=events, note=note
    )


RATE = estimate(0.1, 0.08, 0.12)
UNSEEN_RATE = estimate(0.0, 0.0, 0.00015, events=0)


@pytest.mark.parametrize(
    ("level", "availability", "hours"),
    [("I", 0.99671, 28.82), ("II", 0.99741, 22.69), ("III", 0.99982, 1.577), ("IV", 0.99995, 0.438)],
)
def test_published_targets(level, availability, hours):
    target = target_of(level)
    assert target.availability == availability
    assert target.downtime_h_per_year == pytest.approx(hours, abs=0.005)
    assert target.source.startswith("Uptime 2005-08 white paper")
    assert target.evidence == "secondary"


def test_iii_plus_has_the_number_of_iii_and_says_so():
    target = target_of("III+")
    assert (target.name, target.availability) == ("Tier III+", target_of("III").availability)
    assert "uses the number of Tier III; it differs in topology only" in target.note


@pytest.mark.parametrize(("level", "words"), [("II", ("22.7 h", "22.0 h")), ("IV", ("0.438 h", "0.8 h"))])
def test_conflicting_figures_are_told(level, words):
    note = target_of(level).note
    assert "published figures conflict" in note
    assert all(word in note for word in words)


@pytest.mark.parametrize("level", ["I", "III"])
def test_agreeing_figures_are_not_called_conflicting(level):
    assert "conflict" not in target_of(level).note


def test_custom_target():
    target = target_of(0.9999)
    assert (target.name, target.source) == ("custom", "the scenario")
    assert target.downtime_h_per_year == pytest.approx(0.876)


def test_unknown_level():
    with pytest.raises(UsageError, match="no availability for Tier V"):
        target_of("V")


VERDICTS = {  # the target leaves 1.5768 h a year
    "all within": (estimate(1.0, 0.8, 1.2), "met"),
    "just within": (estimate(1.0, 0.8, 1.5768), "met"),
    "on both sides, mean within": (estimate(1.4, 1.0, 1.8), "undecided"),
    "on both sides, mean beyond": (estimate(1.7, 1.0, 1.8), "undecided"),
    "all beyond": (estimate(2.0, 1.6, 2.4), "not met"),
    "exactly on the target": (estimate(1.5768, 1.5768, 1.5768), "met"),
    "no interval": (estimate(1.0, None, None), "undecided"),
    "no lower end but within": (estimate(1.0, None, 1.2), "met"),
    "not computed": (estimate(None, None, None, note="stopped early"), "undecided"),
    "none seen, bound within": (estimate(0.0, 0.0, 0.1, 0, "no outage seen; it assumes 24 h"), "met"),
    "none seen, bound beyond": (estimate(0.0, 0.0, 9.0, 0, "no outage seen; it assumes 24 h"), "undecided"),
}


@pytest.mark.parametrize(("downtime", "expected"), VERDICTS.values(), ids=VERDICTS)
def test_verdicts(downtime, expected):
    verdict = judge(target_of("III"), downtime, UNSEEN_RATE if downtime.events == 0 else RATE)
    assert verdict.availability.verdict == expected
    assert verdict.availability.words == f"{expected} at default inputs"
    assert verdict.met == (expected == "met")
    assert verdict.availability.reason
    assert verdict.topology.verdict == "not assessed"


def test_the_reason_has_numbers_and_cautions():
    few = estimate(1.0, 0.8, 1.2, 7, note="fewer than 100 outages: …")
    assert judge(target_of("III"), few, RATE).availability.reason == (
        "service downtime 0.8 to 1.2 h a year (95% interval) is all within the target's 1.58 h a year; "
        "fewer than 100 outages: …"
    )


def test_few_outages_meet_a_target_only_with_room_for_longer_ones():
    few = estimate(0.5, 0.0, 1.4, 1, note="one outage")
    assert judge(target_of("III"), few, RATE, unseen_h=0.1).availability.verdict == "met"
    told = judge(target_of("III"), few, RATE, unseen_h=0.25).availability
    assert (told.verdict, told.reason) == (
        "undecided",
        "service downtime 0 to 1.4 h a year (95% interval), and up to 0.25 more in outages longer than those "
        "seen, is on both sides of the target's 1.58 h a year; one outage",
    )


def test_the_reason_names_the_assumption_when_nothing_was_seen():
    none = estimate(0.0, 0.0, 0.1, 0, "no outage seen; the upper end assumes 24 h an outage")
    assert judge(target_of("III"), none, UNSEEN_RATE).availability.reason == (
        "no outage seen: at most 0.00015 outages a year (95%); that is at most 0.1 h a year, within the "
        "target's 1.58 h, where the upper end assumes 24 h an outage"
    )
