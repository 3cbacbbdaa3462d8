"""A small valid site for tests to change."""

from __future__ import annotations

import textwrap

SMALL = textwrap.dedent(
    """\
    format: 1
    site: {name: Small site}
    horizon: {years: 1}
    grid:
      feeds:
        east: {mttf_h: 4000, mttr_h: 2}
    power:
      sets: {kind: genset, rating_mw: 2}
      board: {kind: switchgear, transfer: {from: [east, sets]}}
      ups: {kind: ups, rating_mw: 1, fed_by: [board]}
    halls:
      hall-1: {it_mw: 1, cords: [ups]}
    variants:
      two-sets: {power: {sets: {count: 2}}}
      library-life: {grid: {feeds: {east: {mttf_h: null, library: utility_feed_single_us, mttr_h: null}}}}
    """
)


def changed(old: str, new: str) -> str:
    """The small site with one piece of its text replaced."""
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)
