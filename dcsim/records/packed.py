"""Records of many blocks, kept small."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

One = TypeVar("One")


class Page(Generic[One]):
    """Records of one block as compressed bytes, a fiftieth of their size, and unpacked once they are kept."""

    def __init__(self, records: int, packed: bytes) -> None:
        self._records = records
        self._packed = packed
        self.kept: tuple[One, ...] | None = None

    def __len__(self) -> int:
        return self._records

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._records, self._packed)

    def read(self) -> tuple[One, ...]:
        """The records."""
        if self.kept is not None:
            return self.kept
        found: tuple[One, ...] = pickle.loads(zlib.decompress(self._packed))
        return found


class Packed(Sequence[One], Generic[One]):
    """Records of several blocks, packed; read block by block.

    Those that were read first stay unpacked, wherever else their blocks are looked at: a short run reads each
    block once, and a long one needs no more memory.
    """

    MOST_READ = 1_000
    """Records that stay unpacked, with those of the block that reaches this number: about 10 MB."""

    def __init__(self, pages: Sequence[Page[One]]) -> None:
        self._pages = tuple(pages)
        self._length = sum(map(len, pages))
        self._read = sum(len(page) for page in pages if page.kept is not None)

    @classmethod
    def of(cls, records: Sequence[One]) -> Packed[One]:
        """The records of one block."""
        return cls([Page(len(records), zlib.compress(pickle.dumps(tuple(records)), 1))] if records else [])

    @classmethod
    def joined(cls, several: Sequence[Packed[One]]) -> Packed[One]:
        """All records of several blocks, one after the other."""
        return cls([page for one in several for page in one._pages])

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._pages,)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[One]:
        for page in self._pages:
            yield from self._of(page)

    def _of(self, page: Page[One]) -> tuple[One, ...]:
        found = page.read()
        if page.kept is None and self._read < self.MOST_READ:
            page.kept = found
            self._read += len(found)
        return found

    @overload
    def __getitem__(self, place: int) -> One: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[One]: ...
    def __getitem__(self, place: int | slice) -> One | Sequence[One]:
        if isinstance(place, slice):
            return tuple(self)[place]
        place = range(self._length)[place]
        for page in self._pages:
            if place < len(page):
                return self._of(page)[place]
            place -= len(page)
        raise IndexError(place)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Packed | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._length)

    def __repr__(self) -> str:
        return f"<{self._length:,} records>"
