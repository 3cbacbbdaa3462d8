"""Plants worked out by hand: every number can be checked on paper. Powers in MW unless a name says otherwise."""

from __future__ import annotations

from . import buses, losses, overloads, redundancy, sharing, sources

ROWS = [*redundancy.ROWS, *buses.ROWS, *sharing.ROWS, *sources.ROWS, *overloads.ROWS, *losses.ROWS]
