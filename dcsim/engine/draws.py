"""The draws inside an episode, for many episodes at once: the same numbers as `dcsim.streams` gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dcsim.engine.intervals import Floats
from dcsim.laws import Law
from dcsim.streams import GOLDEN, ODD

Keys = NDArray[np.uint64]


_BITS = [np.uint64(n) for n in (30, 27, 31, 11)]
_FACTORS = [np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)]


def _mix(x: Keys) -> Keys:
    """Mixes in place: as `dcsim.streams` does."""
    x ^= x >> _BITS[0]
    x *= _FACTORS[0]
    x ^= x >> _BITS[1]
    x *= _FACTORS[1]
    x ^= x >> _BITS[2]
    return x


def episode_uniforms(keys: Keys, episodes: Keys, counter: int) -> Floats:
    """`dcsim.streams.episode_uniform` for arrays that broadcast, to the last bit."""
    mixed = _mix(episodes * np.uint64(GOLDEN) + keys)
    step = np.uint64((counter + 1) * ODD & (1 << 64) - 1)
    return np.asarray((_mix(mixed + step) >> _BITS[3]) * 2.0**-53)


@dataclass(frozen=True)
class ManyDraws:
    """What machines that are alike would draw in each of many episodes; shape (episodes, machines)."""

    keys: Sequence[int]
    episodes: Keys

    def chance(self, counter: int) -> Floats:
        """Uniform numbers."""
        return episode_uniforms(np.array(self.keys, np.uint64), self.episodes[:, None], counter)

    def length(self, law: Law, counter: int) -> Floats:
        """Durations; of a fixed law all the same."""
        if law.is_fixed():
            return np.full((len(self.episodes), len(self.keys)), law.from_uniform(0.0))
        return law.from_uniforms(self.chance(counter))
