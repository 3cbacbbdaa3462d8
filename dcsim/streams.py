"""Keyed random draws: every number follows from (seed, name) and counters, not from what was drawn before.

Two kinds are needed. *Histories* (failures, repairs, interruptions) are drawn in bulk by a Philox generator
keyed (seed, name, purpose) with the counter set to (block, unit): a change to one group leaves all others
alone, and unit 5 never disturbs units 1-4. *Episode draws* (does this set start, how long does it run) are
drawn one at a time inside the engine by an integer hash, so that an episode needs no generator of its own.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from dcsim.laws import Law

_MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
ODD = 0xD1342543DE82EF95


def name_key(*names: str | int) -> int:
    """A 64-bit key for a name: the same on every machine and in every process."""
    text = "\x1f".join(str(name) for name in names)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def _mix(x: int) -> int:
    # Finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): every input bit reaches every output bit.
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & _MASK
    return x ^ (x >> 31)


def episode_uniform(key: int, episode: int, counter: int) -> float:
    """A uniform number in [0, 1) for one question asked once in one episode.

    `key` names who asks (seed, group, purpose and unit), `episode` which episode, `counter` which attempt.
    """
    # `_mix` twice, written out: this is asked some ten times for each start of a set
    x = (episode * GOLDEN + key) & _MASK
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & _MASK
    x = ((x ^ (x >> 31)) + (counter + 1) * ODD) & _MASK
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & _MASK
    return ((x ^ (x >> 31)) >> 11) * 2.0**-53


_LANE = 128
"""Bits: the product of two numbers of 64 bits stays in its lane."""


def _lanes(numbers: Sequence[int]) -> int:
    return sum(number << _LANE * place for place, number in enumerate(numbers))


def _mix_lanes(x: int, low: int) -> int:
    """`_mix` in every lane; `low` has the lower half of each: what comes from elsewhere is cut off."""
    x = (x ^ (x >> 30 & low)) * 0xBF58476D1CE4E5B9 & low
    x = (x ^ (x >> 27 & low)) * 0x94D049BB133111EB & low
    return x ^ (x >> 31 & low)


class SideBySide:
    """Questions that several machines ask in the same episode: all of them in one go.

    The numbers are those of `episode_uniform`. They lie side by side in one whole number, each in a lane of
    its own, so that every step of the hash is one operation for all of them.
    """

    def __init__(self, keys: Sequence[int], counters: Sequence[int]) -> None:
        self._counters = tuple(counters)
        self._machines = each = len(keys)
        every = each * len(counters)
        self._keys = _lanes(keys)
        self._ones = _lanes([1] * each)
        self._low = _lanes([_MASK] * each)
        self._copies = _lanes([1 if place % each == 0 else 0 for place in range(every)])
        self._all_low = _lanes([_MASK] * every)
        self._bytes = every * _LANE // 8
        self._numbers = struct.Struct("<" + "Q8x" * every).unpack
        self._rows = [slice(row * each, (row + 1) * each) for row in range(len(counters))]
        self._from: dict[int, int] = {}

    def uniforms(self, episode: int, bases: Sequence[int]) -> list[list[float]]:
        """Uniform numbers in [0, 1): for each counter those of all machines, who count from `bases` on."""
        x = _mix_lanes((episode * GOLDEN & _MASK) * self._ones + self._keys & self._low, self._low)
        x = _mix_lanes(x * self._copies + self._steps(bases) & self._all_low, self._all_low)
        found = [(number >> 11) * 2.0**-53 for number in self._numbers(x.to_bytes(self._bytes, "little"))]
        return [found[row] for row in self._rows]

    def _steps(self, bases: Sequence[int]) -> int:
        different = set(bases)
        if len(different) == 1:
            return self._steps_from(bases[0])
        return sum(
            self._steps_from(base) & self._copies * _lanes([_MASK if one == base else 0 for one in bases])
            for base in different
        )

    def _steps_from(self, base: int) -> int:
        steps = self._from.get(base)
        if steps is None:
            several = [(base + counter + 1) * ODD & _MASK for counter in self._counters]
            steps = self._from[base] = _lanes([step for step in several for _ in range(self._machines)])
        return steps


class EpisodeDraws:
    """What is drawn inside an episode; each question is asked by a key, in an episode, with a counter."""

    are_noted = False
    """Whether somebody writes down what is asked: then everything is asked here, one by one and in time."""

    def chance(self, key: int, episode: int, counter: int) -> float:
        """A uniform number in [0, 1), to be compared with a probability."""
        return episode_uniform(key, episode, counter)

    def length(self, law: Law, key: int, episode: int, counter: int) -> float:
        """A duration; a fixed law asks nothing."""
        return law.from_uniform(0.0 if law.is_fixed() else episode_uniform(key, episode, counter))

    def restart(self, law: Law, key: int, episode: int, counter: int) -> float:
        """How long a machine takes to run again, one of several perhaps that restart together."""
        return self.length(law, key, episode, counter)

    def life(self, law: Law, key: int, episode: int, counter: int) -> float:
        """How long a machine that has just begun to run would run before it fails."""
        return self.length(law, key, episode, counter)


class Streams:
    """Generators and episode keys for one seed.

    One Philox bit generator is re-keyed for each use: a generator handed out is valid until the next call.
    """

    def __init__(self, seed: int) -> None:
        if not 0 <= seed < 1 << 63:
            raise ValueError(f"seed {seed} is not between 0 and 2**63 - 1")
        import numpy as np

        self.seed = seed
        self.draws = 0
        self._bits = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._bits)
        self._state = self._bits.state
        self._keys: dict[tuple[str, str], int] = {}

    def generator(self, name: str, purpose: str, block: int, unit: int) -> np.random.Generator:
        """The generator of `name` for this purpose, block and unit; valid until the next call."""
        key = self._keys.get((name, purpose))
        if key is None:
            key = self._keys[name, purpose] = name_key(self.seed, name, purpose)
        state = self._state
        # The low counter word is left for the draws themselves: 2^64 of them per (block, unit).
        state["state"]["counter"][:] = (0, unit, block, 0)
        state["state"]["key"][:] = (key, self.seed)
        state["buffer_pos"] = 4
        state["has_uint32"] = 0
        self._bits.state = state
        self.draws += 1
        return self._generator

    def episode_key(self, name: str, purpose: str, unit: int = 0) -> int:
        """The key with which `episode_uniform` is asked on behalf of `name`, `purpose` and `unit`."""
        return name_key(self.seed, name, purpose, unit)
