"""Outages packed by block: the same records, in the same order, in any place."""

from __future__ import annotations

import pickle

import pytest

from dcsim.records import CauseShare, Deviation, HallOutage, Outage, Packed


def outage(replication: int, index: int) -> Outage:
    failed = Deviation("east", 0, "failed", 9.5, episode=2**64 - 1 - replication)
    halls = (HallOutage("a", 10.0, 12.0),)
    causes = (CauseShare(failed, None, (failed,), 2.0),)
    return Outage(replication, index, 10.0, 12.0, halls, 2.0, failed, (failed,), causes)


BLOCKS = [[outage(0, 0), outage(0, 1), outage(3, 0)], [], [outage(207, 0)]]
ALL = tuple(one for block in BLOCKS for one in block)


@pytest.fixture
def packed() -> Packed[Outage]:
    return Packed.joined([Packed.of(block) for block in BLOCKS])


def test_what_was_packed_comes_out(packed: Packed[Outage]) -> None:
    assert tuple(packed) == ALL
    assert packed == ALL
    assert list(ALL) == list(packed)
    assert packed != ALL[:3]
    assert len(packed) == 4
    assert [one.initiating.episode for one in packed if one.initiating] == [
        2**64 - 1 - r for r in (0, 0, 3, 207)
    ]


def test_places(packed: Packed[Outage]) -> None:
    assert [packed[i] for i in range(-4, 4)] == [*ALL, *ALL]
    assert packed[1:3] == ALL[1:3]
    with pytest.raises(IndexError):
        packed[4]


def test_none_at_all() -> None:
    nothing: Packed[Outage] = Packed.of([])
    assert (len(nothing), tuple(nothing), bool(nothing)) == (0, (), False)
    assert nothing == ()


def test_of_many_blocks_only_some_stay_unpacked(
    packed: Packed[Outage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Packed, "MOST_READ", 1)
    assert tuple(packed) == ALL
    assert packed[0] is packed[0]
    assert packed[3] is not packed[3]
    assert packed[3] == ALL[3]


def test_what_was_read_of_a_block_is_read_once_wherever_the_block_is() -> None:
    blocks = [Packed.of(block) for block in BLOCKS]
    early, late = Packed.joined(blocks[:1]), Packed.joined(blocks)
    assert early[0] is late[0]
    assert late[0] is Packed.joined([early])[0]
    assert pickle.loads(pickle.dumps(late))[0] is not late[0]


def test_so_many_records_stay_unpacked_as_were_read_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Packed, "MOST_READ", 3)
    blocks = [Packed.of([outage(r, 0), outage(r, 1)]) for r in range(4)]
    tuple(Packed.joined(blocks[:2]))
    late = Packed.joined(blocks)
    assert [one is two for one, two in zip(late, late, strict=True)] == [True] * 4 + [False] * 4


def test_a_block_is_smaller_by_far_on_the_way_from_a_worker() -> None:
    many = [outage(r, i) for r in range(50) for i in range(4)]
    packed = Packed.of(many)
    assert pickle.loads(pickle.dumps(packed)) == tuple(many)
    assert len(pickle.dumps(packed)) < 40 * len(many)
