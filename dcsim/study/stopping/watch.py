"""A run watched as its blocks come in: at each look, has what was asked for been reached?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import NormalDist
from typing import TYPE_CHECKING

from dcsim.measures import SITE, Observed
from dcsim.measures.intervals import CONFIDENCE
from dcsim.study.stopping.looks import looks
from dcsim.study.stopping.needed import relative_half_width, trusted, unseen_h
from dcsim.study.stopping.rule import Ending, Rule
from dcsim.study.stopping.spending import Spending, spent_by
from dcsim.tiers import judge

if TYPE_CHECKING:
    from dcsim.estimate import Estimate
    from dcsim.records import BlockResult
    from dcsim.tiers import Target

ERROR = 1.0 - CONFIDENCE
"""All that the looks at one run may spend."""
Observe = Callable[[Sequence["BlockResult"]], Observed]


class PrecisionLooks:
    """Looks at the precision: each spends error by how much of the information it takes is in.

    The information counted as whole is what gives the precision with half of the error. A run that is not
    precise enough at a look then always has the other half left for those that follow.
    """

    def __init__(self, precision: float, error: float) -> None:
        self._precision = precision
        self._before = self._spending = Spending(error)
        normal = NormalDist()
        self._reserve = normal.inv_cdf(1 - error / 4) / normal.inv_cdf(1 - error / 2)

    def reached(self, seen: Observed, *, last: bool) -> bool:
        """Whether the run is precise enough; if so, or if this is the last look, all error left is spent."""
        downtime = _downtime(replace(seen, confidence=self.confidence(seen)))
        half = relative_half_width(downtime)
        if half is None or not trusted(seen, downtime):
            return False
        if half <= self._precision or last:
            return half <= self._precision
        self._before = self._spending
        fraction = (self._precision / (half * self._reserve)) ** 2
        self._spending = self._before.after(spent_by(fraction, self._before.total), seen.site_years)
        return False

    def confidence(self, seen: Observed) -> float:
        """Of the intervals if the run ends here."""
        new = seen.site_years > self._spending.exposure
        return 1.0 - (self._spending if new else self._before).last(seen.site_years)


class DecisionLooks:
    """Looks at the verdict: look k of any number has error ÷ (k (k + 1)), the last of all what is left.

    1/2 + 1/6 + 1/12 + … = 1: all looks together miss at most as often as one would, however they depend on
    each other (Bonferroni) and whatever the law of the figures is.
    """

    def __init__(self, target: Target, error: float) -> None:
        self._target = target
        self._error = error
        self._looks = 0

    def reached(self, seen: Observed, *, last: bool) -> bool:
        """Whether there is a verdict."""
        there = decided(replace(seen, confidence=self.confidence(last=last)), self._target)
        self._looks += not (there or last)
        return there

    def confidence(self, *, last: bool) -> float:
        """Of the intervals if the run ends here: at the look that found a verdict, or with none (`last`)."""
        look = self._looks + 1
        return 1.0 - self._error / (look if last else look * (look + 1))


def decided(seen: Observed, target: Target) -> bool:
    """Whether a verdict may end a run: met or not met, and on enough.

    On fewer than 100 outages only "met" does, and only if the highest rate they allow, times the length that
    is assumed of outages nobody has seen, is within the target too.
    """
    downtime, often = _downtime(seen), SITE["outages_per_year"].compute(seen)
    unseen = unseen_h(seen, downtime)
    verdict = judge(target, downtime, often, unseen_h=unseen).availability.verdict
    if verdict == "undecided" or trusted(seen, downtime):
        return verdict != "undecided"
    most = (often.high or 0.0) * seen.assumed_h(seen.it_recovery_h)
    return verdict == "met" and most <= target.downtime_h_per_year


class Watch:
    """One run: asked after every block whether it ends there.

    Both rules look at the same blocks, in order of their numbers and after fixed counts of them; each has its
    share of the error. Nothing else decides but the clock, where there is a budget of time.
    """

    def __init__(
        self,
        rule: Rule,
        target: Target,
        observe: Observe,
        blocks: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`blocks` make up `rule.replications`; `observe` makes measurable what was recorded so far."""
        error = ERROR / max(1, (rule.precision is not None) + rule.until_decided)
        self._rule = rule
        self._observe = observe
        self._precision = None if rule.precision is None else PrecisionLooks(rule.precision, error)
        self._decision = DecisionLooks(target, error) if rule.until_decided else None
        self._blocks = blocks
        self._due = looks(blocks)
        self._next = next(self._due)
        self._looks = 0
        self._clock, self._begun = clock, clock()

    def after(self, found: Sequence[BlockResult]) -> Ending | None:
        """How the run ends after these blocks, all of them so far; None if it goes on.

        Where an amount or the time is used up it is looked at a last time.
        """
        done = len(found) == self._blocks
        last = done or self._late()
        if not self._rule.fixed and (len(found) == self._next or last):
            self._next = next(self._due, self._blocks)
            ending = self._look(self._observe(found), last=last)
            if ending is not None:
                return ending
        return self._ended("site-years" if done else "seconds", found) if last else None

    def interrupted(self, found: Sequence[BlockResult]) -> Ending:
        """The run ends here because the planner says so."""
        return self._ended("interrupted", found)

    def _late(self) -> bool:
        budget = self._rule.max_seconds
        return budget is not None and self._clock() - self._begun >= budget

    def _look(self, seen: Observed, *, last: bool) -> Ending | None:
        self._looks += 1
        if self._precision is not None and self._precision.reached(seen, last=last):
            return self._ending("precision", self._precision.confidence(seen))
        if self._decision is not None and self._decision.reached(seen, last=last):
            return self._ending("decided", self._decision.confidence(last=last))
        return None

    def _ended(self, by: str, found: Sequence[BlockResult]) -> Ending:
        """Without the rule: what error is left is spent, by the rule that has most."""
        left = [CONFIDENCE] if self._rule.fixed else []
        if self._precision is not None:
            left.append(self._precision.confidence(self._observe(found)))
        if self._decision is not None:
            left.append(self._decision.confidence(last=True))
        return self._ending(by, min(left))

    def _ending(self, by: str, confidence: float) -> Ending:
        return Ending(self._rule, by, self._looks, confidence)


def _downtime(seen: Observed) -> Estimate:
    return SITE["downtime_h_per_year"].compute(seen)
