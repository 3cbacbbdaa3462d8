"""When a run ends: looks, error spent on them, the rules, what more it would have taken."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcsim.errors import UsageError
from dcsim.measures import SITE as MEASURES
from dcsim.measures import Observed, measure
from dcsim.records import BlockResult
from dcsim.scenario import scenario_from_text
from dcsim.study import facts_of, observed, run
from dcsim.study.stopping import Ending, Needed, Rule, Watch, rule_of
from dcsim.study.stopping.looks import looks
from dcsim.study.stopping.needed import for_decision, for_precision, unseen_h
from dcsim.study.stopping.spending import Spending, spent_by
from dcsim.study.stopping.watch import DecisionLooks
from dcsim.tiers import judge, target_of
from tests.measures.made import SITE, block, outage

from .test_run import PAIR

FACTS = facts_of(scenario_from_text(SITE, "made.yaml").model)  # horizon of 10 years, 4 h of recovery
TARGET = target_of("III")  # 1.5768 h a year
PER_BLOCK = 200


def made(number: int, every: int = 2, length_h: float = 6.0) -> BlockResult:
    """A block of 200 replications of 10 years, every `every`-th with one outage; 0: no outage."""
    first = number * PER_BLOCK
    outages = [
        outage(first + r, 100.0, 100.0 + length_h) for r in range(0, PER_BLOCK if every else 0, every or 1)
    ]
    return block(number, first, PER_BLOCK, outages)


def watch(rule: Rule, **others: Any) -> Watch:
    return Watch(rule, TARGET, lambda found: observed(FACTS, found), rule.replications // PER_BLOCK, **others)


def ended(rule: Rule, blocks: Iterator[BlockResult], **others: object) -> tuple[Ending, int]:
    """How and after how many blocks a run of these ends."""
    watched, found = watch(rule, **others), []
    for one in blocks:
        found.append(one)
        ending = watched.after(found)
        if ending is not None:
            return ending, len(found)
    raise AssertionError("the run did not end")


def endless(every: int = 2, length_h: float = 6.0) -> Iterator[BlockResult]:
    number = 0
    while True:
        yield made(number, every, length_h)
        number += 1


# looks


@pytest.mark.parametrize(
    ("most", "after"),
    [
        (1, [1]),
        (2, [1, 2]),
        (5, [1, 2, 3, 4, 5]),
        (20, [1, 2, 3, 4, 6, 8, 12, 16, 20]),
        (24, [1, 2, 3, 4, 6, 8, 12, 16, 24]),
    ],
)
def test_looks_are_at_fixed_numbers_of_blocks(most, after):
    assert list(looks(most)) == after


@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_looks_do_not_depend_on_how_much_there_may_be(most, more):
    few, many = list(looks(min(most, more))), list(looks(max(most, more)))
    assert few[:-1] == many[: len(few) - 1]
    assert few == sorted(set(few))
    assert few[-1] == min(most, more)
    assert all(after <= max(before + 1, 1.5 * before) for before, after in pairwise(few))


# error


def test_bounds_are_the_published_ones():
    # five looks at equal steps, 2.5 % on each side, O'Brien-Fleming type: D. M. Reboussin, D. L. DeMets,
    # K. Kim & K. K. G. Lan, Controlled Clinical Trials 21, 2000, 190-207
    spending, bounds = Spending(0.05), []
    for fraction in (0.2, 0.4, 0.6, 0.8, 1.0):
        cumulative = spent_by(fraction, 0.05)
        bounds.append(NormalDist().inv_cdf(1 - spending.level(cumulative, fraction) / 2))
        spending = spending.after(cumulative, fraction)
    assert bounds == pytest.approx([4.8769, 3.3569, 2.6803, 2.2898, 2.0310], abs=2e-4)


def test_one_look_has_all_the_error():
    assert Spending(0.05).last(2_000.0) == pytest.approx(0.05, abs=1e-9)


@given(st.lists(st.floats(0.05, 0.95), min_size=1, max_size=8, unique=True))
@settings(max_examples=50, deadline=None)
def test_all_looks_together_spend_the_error(fractions):
    # what may be spent at the last look is all that is left: crossing it for the first time has that probability
    spending = Spending(0.05)
    for fraction in sorted(fractions):
        spending = spending.after(spent_by(fraction, 0.05), 1_000 * fraction)
    bound = -NormalDist().inv_cdf(spending.last(1_000.0) / 2) * math.sqrt(1_000)
    assert spending.spent <= 0.05
    assert spending._crossing(bound, 1_000.0) == pytest.approx(0.05 - spending.spent, abs=1e-6)


def test_sums_at_random_cross_as_often_as_is_spent():
    """40,000 sums cross 1,874 to 2,126 times with probability 99.6 % (false alarm rate had the seed been free).

    Bounds of a single look at each of the five, 1.96, would let 14 % cross.
    """
    generator = np.random.default_rng(31)
    exposure = np.array([2.0, 3.0, 4.0, 6.0, 8.0])
    steps = generator.normal(size=(40_000, 5)) * np.sqrt(np.diff(exposure, prepend=0.0))
    z = np.abs(np.cumsum(steps, axis=1)) / np.sqrt(exposure)
    spending, crossed = Spending(0.05), np.zeros(len(z), dtype=bool)
    for i, years in enumerate(exposure.tolist()):
        cumulative = spent_by(years / 8.0, 0.05)
        crossed |= z[:, i] > NormalDist().inv_cdf(1 - spending.level(cumulative, years) / 2)
        spending = spending.after(cumulative, years)
    assert 1_874 <= crossed.sum() <= 2_126
    assert (z > 1.96).any(axis=1).sum() > 4_500


@pytest.mark.parametrize("count", [1, 2, 3, 10, 50])
def test_all_looks_at_the_verdict_together_spend_the_error(count):
    seen = observed(FACTS, [made(0, every=1, length_h=11.7)])  # 15.7 h in 10 years: on the target
    watched, spent = DecisionLooks(TARGET, 0.05), []
    for look in range(1, count + 1):
        last = look == count
        spent.append(1 - watched.confidence(last=last))
        assert not watched.reached(replace(seen, random=True), last=last)
    assert math.fsum(spent) == pytest.approx(0.05, abs=1e-12)


# the rules, by hand


def test_precision_by_hand():
    """Every second replication has an outage of 6 + 4 h: mean 5, standard deviation 5 √(n / (n - 1)).

    After 200 replications ±1.9720 × 5.0125 / √200 = 0.69895, 13.98 % of the mean: not ±10 %. The look has
    (0.1 / (0.1398 × 2.2414 / 1.9600))² = 39.1 % of the information and spends 4 Φ(-2.2414 / √0.391) = 0.07 %.
    After 400 it is about 1.966 × 5.0063 / √400 = 0.4921, 9.84 %; the error spent adds next to nothing.
    """
    ending, blocks = ended(Rule(4_000, precision=0.1), endless())
    assert (ending.by, blocks, ending.looks, ending.satisfied) == ("precision", 2, 2, True)
    assert 0.95 < ending.confidence < 0.9505
    downtime = measure(observed(FACTS, [made(0), made(1)]))["downtime_h_per_year"]
    assert (downtime.high - downtime.value) / downtime.value == pytest.approx(0.0984, abs=1e-4)
    seen = measure(observed(FACTS, [made(0)]))["downtime_h_per_year"]
    assert (seen.high - seen.value) / seen.value == pytest.approx(0.1398, abs=1e-4)


def test_wider_than_the_precision_is_not_enough():
    assert ended(Rule(4_000, precision=0.0983), endless())[1] == 3


def test_precision_is_not_believed_before_a_hundred_outages():
    # 40 outages a block; ±50 % would be there after one: 1.972 × 4.0100 / √200 / 2 = 28 %
    assert ended(Rule(4_000, precision=0.5), endless(every=5))[1] == 3


def test_a_verdict_by_hand():
    """5 h in 10 years, 0.5 h a year against 1.58: decided at the first look, whose interval has 97.5 %."""
    ending, blocks = ended(Rule(4_000, until_decided=True), endless())
    assert (ending.by, blocks, ending.satisfied) == ("decided", 1, True)
    assert ending.confidence == pytest.approx(0.975)


def test_no_verdict_on_the_line():
    # 28 + 4 h in every second replication: 1.6 h a year, the target 1.58; ± 8 % at the last look
    ending, blocks = ended(Rule(600, until_decided=True), endless(length_h=28.0))
    assert (ending.by, blocks, ending.satisfied) == ("site-years", 3, False)
    assert ending.confidence == pytest.approx(1 - 0.05 / 3)  # 1 - 1/2 - 1/6 of it is left


def test_no_outage_at_all_decides_by_the_bound_on_the_rate():
    # rate at most -ln(0.025) ÷ 2,000 a year of 265 h (261 h of repair + 4): 0.49 h a year
    assert ended(Rule(4_000, until_decided=True), endless(every=0))[0].by == "decided"


def test_few_outages_decide_only_if_their_rate_alone_would():
    # one outage in 2,000 site-years: at most 6.38 (97.5 %) of 265 h, 0.85 h a year
    assert ended(Rule(4_000, until_decided=True), endless(every=200))[1] == 1
    # 20: at most 32.6 of 265 h, 4.3 h a year, though those seen make 0.1 h; six blocks have a hundred
    assert ended(Rule(4_000, until_decided=True), endless(every=10))[1] == 6


def test_both_rules_share_the_error():
    ending, blocks = ended(Rule(4_000, precision=0.1, until_decided=True), endless())
    assert (ending.by, blocks) == ("decided", 1)
    assert ending.confidence == pytest.approx(1 - 0.025 / 2)
    # ±2.5 % on the precision's side: 2.241 for 1.960, so that 400 replications are too few
    ending, blocks = ended(Rule(4_000, precision=0.1, until_decided=True), endless(length_h=27.5))
    assert (ending.by, blocks) == ("precision", 3)


def test_an_amount_alone_is_not_looked_at():
    ending, blocks = ended(Rule(1_000), endless())
    assert (ending.by, blocks, ending.looks, ending.confidence) == ("site-years", 5, 0, 0.95)
    assert ending.satisfied


def test_time_ends_a_run_after_a_block():
    seconds = iter([0.0, 1.0, 2.0, 3.0, 9.0])
    rule = Rule(100_000, precision=0.01, max_seconds=3.0)
    ending, blocks = ended(rule, endless(), clock=lambda: next(seconds))
    assert (ending.by, blocks, ending.looks, ending.satisfied) == ("seconds", 3, 3, False)


def test_when_time_is_up_the_run_is_looked_at_once_more():
    clock = iter([0.0, *[1.0] * 4, 9.0])  # five blocks: not one of the fixed looks
    rule = Rule(100_000, precision=0.065, max_seconds=3.0)
    assert ended(rule, endless(), clock=lambda: next(clock))[0].by == "precision"


def test_a_run_stopped_by_hand_right_after_a_look_has_the_error_of_that_look():
    watched, found = watch(Rule(100_000, precision=0.01)), [made(0)]
    assert watched.after(found) is None
    assert watched.interrupted(found).confidence == pytest.approx(0.95, abs=1e-6)


# what decides, and what does not


def random_blocks(seed: int, count: int) -> list[BlockResult]:
    generator = np.random.default_rng(seed)
    found = []
    for number in range(count):
        hit = np.flatnonzero(generator.random(PER_BLOCK) < 0.4)
        hours = generator.exponential(8.0, len(hit))
        first = number * PER_BLOCK
        outages = [outage(first + int(r), 50.0, 50.0 + h) for r, h in zip(hit, hours, strict=True)]
        found.append(block(number, first, PER_BLOCK, outages))
    return found


@given(st.integers(0, 10_000), st.sampled_from([0.1, 0.15, 0.2]), st.booleans(), st.data())
@settings(max_examples=25, deadline=None)
def test_the_end_depends_on_the_blocks_before_it_alone(seed, precision, until_decided, data):
    """Not on what comes after, nor on how many may come, nor on what is under way when it ends."""
    blocks = random_blocks(seed, 24)
    rule = Rule(24 * PER_BLOCK, precision, until_decided)
    ending, count = ended(rule, iter(blocks))
    others = random_blocks(seed + 1, data.draw(st.integers(0, 6)))
    more = replace(rule, replications=rule.replications + 200 * PER_BLOCK)
    again, as_many = ended(more, iter([*blocks[:count], *others])) if ending.satisfied else (ending, count)
    assert (again.by, again.confidence, again.looks, as_many) == (
        ending.by,
        ending.confidence,
        ending.looks,
        count,
    )


def test_same_seed_same_end_and_more_seconds_change_nothing():
    scenario = scenario_from_text(PAIR, "pair.yaml").with_values({"grid.feeds.east.mttf_h": 50_000})
    first, again = (run(scenario, precision=0.2, seed=4) for _ in range(2))
    timed = run(scenario, precision=0.2, seed=4, max_seconds=1e6)
    assert first.stop == again.stop
    assert first.outages == again.outages == timed.outages
    assert first.estimates == timed.estimates
    fixed = run(scenario, seed=4, site_years=first.site_years)
    assert fixed.outages == first.outages
    assert fixed.stop.ending.confidence == 0.95 <= first.stop.ending.confidence


def test_who_shares_the_work_does_not_move_the_end():
    scenario = scenario_from_text(PAIR, "pair.yaml").with_values({"grid.feeds.east.mttf_h": 50_000})
    alone = run(scenario, precision=0.1, site_years=16_000, seed=3, workers=1)
    with ThreadPoolExecutor(2) as pool:
        shared = run(scenario, precision=0.1, site_years=16_000, seed=3, workers=2, executor=pool)
    assert alone.stop.ending.looks > 2
    assert shared.stop == alone.stop
    assert shared.outages == alone.outages
    assert shared.estimates == alone.estimates


# what a planner may ask for

PLAIN = scenario_from_text(PAIR, "pair.yaml").model
ENDS = scenario_from_text(
    PAIR.replace("{years: 10}", "{years: 10, ends_at: first-outage}"), "ends.yaml"
).model
SHORT = scenario_from_text(PAIR.replace("{years: 10}", "{hours: 100}"), "short.yaml").model


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        ({}, Rule(4_000, 0.1)),
        ({"site_years": 500}, Rule(50)),
        ({"precision": 0.05}, Rule(100_000, 0.05)),
        ({"precision": 0.05, "site_years": 500}, Rule(50, 0.05)),
        ({"until_decided": True}, Rule(100_000, None, True)),
        ({"max_seconds": 5}, Rule(100_000, 0.1, False, 5)),
        ({"max_seconds": 5, "site_years": 500}, Rule(50, None, False, 5)),
        ({"precision": 0.2, "until_decided": True, "max_seconds": 5}, Rule(100_000, 0.2, True, 5)),
    ],
)
def test_what_was_asked_for(asked, rule):
    assert rule_of(PLAIN, **asked) == rule


def test_a_short_horizon_has_replications_for_site_years():
    assert rule_of(SHORT) == Rule(40_000, 0.1)


def test_first_outages_are_counted_not_timed():
    assert rule_of(ENDS) == Rule(4_000)
    with pytest.raises(UsageError, match="downtime is not measured"):
        rule_of(ENDS, precision=0.1)
    with pytest.raises(UsageError, match="downtime is not measured"):
        rule_of(ENDS, until_decided=True)


@pytest.mark.parametrize("precision", [0.0, -1.0, 1.0, 2.0, 10.0, math.nan, math.inf])
def test_impossible_precisions(precision):
    with pytest.raises(UsageError, match=r"a precision is a share above 0 and below 1, such as 0\.1 or 10%"):
        rule_of(PLAIN, precision=precision)


@pytest.mark.parametrize("seconds", [0.0, -1.0, math.nan, math.inf])
def test_impossible_times(seconds):
    with pytest.raises(UsageError, match="a budget of time must be above 0 seconds"):
        rule_of(PLAIN, max_seconds=seconds)


def test_ctrl_c_ends_a_run_with_what_is_finished_if_it_may():
    def second_block(done: float, _total: float) -> None:
        if done > 2_000:
            raise KeyboardInterrupt

    def first_block(done: float, _total: float) -> None:
        raise KeyboardInterrupt

    scenario = scenario_from_text(PAIR, "pair.yaml").with_values({"grid.feeds.east.mttf_h": 50_000})
    result = run(scenario, site_years=8_000, interruptible=True, progress=second_block)
    assert (result.stop.ending.by, result.site_years) == ("interrupted", 4_000)
    assert not result.stop.ending.satisfied
    with pytest.raises(KeyboardInterrupt):
        run(scenario, site_years=8_000, progress=first_block)


# what it would have taken


def downtime(seen: Observed):
    return measure(seen)["downtime_h_per_year"]


def needed(what: Callable[..., Any], every: int, length_h: float, blocks: int, *aim: object) -> Any:
    seen = observed(FACTS, [made(n, every, length_h) for n in range(blocks)])
    return what(seen, downtime(seen), *aim)


def test_site_years_for_a_precision_by_hand():
    # ±13.98 % after 2,000: (13.98 / 10)² × 2,000 = 3,909, up to two digits
    assert needed(for_precision, 2, 6.0, 1, 0.1) == Needed(4_000.0)
    assert needed(for_precision, 2, 6.0, 1, 0.01) == Needed(400_000.0)
    assert needed(for_precision, 2, 6.0, 2, 0.1) is None
    # 20 outages in 2,000: a hundred take 10,000, though ±50 % would be there earlier
    assert needed(for_precision, 10, 6.0, 1, 0.5) == Needed(10_000.0)


def test_site_years_for_a_precision_where_no_outage_was_seen():
    # at most 2.9957 in 2,000, and (1.96 / 0.1)² = 384.1 are needed: 256,500
    assert needed(for_precision, 0, 6.0, 1, 0.1) == Needed(260_000.0, at_least=True)


def test_site_years_for_a_verdict_by_hand():
    # 15 h in every second replication: 0.75 h a year ± 13.98 % = 0.1049; to 0.7 h: (0.1049 / 0.05)² × 2,000
    assert needed(for_decision, 2, 11.0, 1, target_of(1 - 0.7 / 8_760)) == Needed(8_800.0)
    assert needed(for_decision, 2, 11.0, 1, TARGET) is None
    # on the target: more than any run may have
    assert needed(for_decision, 2, 11.0, 1, target_of(1 - 0.75 / 8_760)) == Needed(1e9, at_least=True)


def test_few_outages_leave_room_for_longer_ones_by_hand():
    # one of 10 h in 2,000 site-years: 0.005 h a year (0 to 0.0149); 2.9957 / 2,000 a year of 265 h: 0.397 more
    assert needed(unseen_h, 200, 6.0, 1) == pytest.approx(0.397, abs=5e-4)
    assert needed(unseen_h, 0, 6.0, 1) == 0.0  # none seen: that is the interval
    assert needed(unseen_h, 2, 6.0, 1) == 0.0  # a hundred


def test_one_outage_is_worth_no_more_than_none():
    """Against 0.2 h a year, within which is the interval of one outage: undecided, as without it."""
    aim = target_of(1 - 0.2 / 8_760)
    seen = [observed(FACTS, [made(0, every)]) for every in (0, 200)]
    verdicts = [
        judge(
            aim,
            downtime(one),
            MEASURES["outages_per_year"].compute(one),
            unseen_h=unseen_h(one, downtime(one)),
        )
        for one in seen
    ]
    assert downtime(seen[1]).high < 0.015
    assert [one.availability.verdict for one in verdicts] == ["undecided", "undecided"]
    # 0.00986 / √m + 0.397 / m = 0.195 from m = 2.11 on
    assert needed(for_decision, 200, 6.0, 1, aim) == Needed(4_300.0)


def test_site_years_for_a_verdict_where_no_outage_was_seen():
    # at most 2.9957 / 2,000 a year of 265 h: 0.397 h a year; for 0.01 h a year 39.7 times as many
    assert needed(for_decision, 0, 6.0, 1, target_of(1 - 0.01 / 8_760)) == Needed(80_000.0, at_least=True)
