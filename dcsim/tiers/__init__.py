"""Tiers on two axes: availability against a target, and topology."""

from dcsim.tiers.targets import (
    AT_DEFAULT_INPUTS,
    NOT_WALKED,
    YEAR_H,
    Judgement,
    Target,
    Verdict,
    judge,
    target_of,
)

__all__ = [
    "AT_DEFAULT_INPUTS",
    "NOT_WALKED",
    "YEAR_H",
    "Judgement",
    "Target",
    "Verdict",
    "judge",
    "target_of",
]
