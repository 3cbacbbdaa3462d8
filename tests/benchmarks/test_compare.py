"""Comparing with another commit: what is told, and that nothing stays behind."""

from __future__ import annotations

import math
import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks import compare
from benchmarks.compare import NoBase, checked_out, in_turn, mean_ratio, table
from benchmarks.one_side import PARTS
from benchmarks.timing import ROOT, Processes
from benchmarks.workloads import WORKLOADS

SITE = WORKLOADS["reference-site"]


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of two commits in place of ours."""
    if shutil.which("git") is None:
        pytest.skip("needs git")
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    for text in ("old", "new"):
        (folder / "file").write_text(text)
        git(folder, "add", "file")
        git(folder, "commit", "--quiet", "-m", text)
    monkeypatch.setattr(compare, "ROOT", folder)
    return folder


def test_another_commit_is_checked_out_and_gone_afterwards(repository: Path) -> None:
    with checked_out("HEAD~1") as tree:
        assert (tree / "file").read_text() == "old"
        assert git(repository, "worktree", "list").count("\n") == 2
    assert not tree.exists()
    assert git(repository, "worktree", "list").count("\n") == 1


def test_the_work_tree_is_gone_after_ctrl_c(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trees: list[Path] = []

    def stopped(tree: Path, *_: object) -> None:
        trees.append(tree)
        assert (tree / "file").exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(compare, "in_turn", stopped)
    assert compare.main(["HEAD~1"]) == 130
    assert not trees[0].exists()
    assert git(repository, "worktree", "list").count("\n") == 1
    assert capsys.readouterr().err == "stopped\n"


@pytest.mark.parametrize("base", ["no-such-commit", "--help-me", ""])
def test_a_base_that_is_none_is_refused(
    repository: Path, base: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        compare.main(["--", base])
    assert ended.value.code == 2
    assert f"there is no commit {base!r} here" in capsys.readouterr().err
    assert git(repository, "worktree", "list").count("\n") == 1


def test_outside_a_repository_there_is_nothing_to_compare_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "ROOT", tmp_path)
    with pytest.raises(NoBase), checked_out("HEAD"):
        pass


def test_the_mean_of_ratios_by_hand() -> None:
    # Twice as fast and half as fast cancel; 2 and 8 have the geometric mean 4.
    assert mean_ratio([2.0, 0.5])[0] == pytest.approx(1.0)
    mean, low, high = mean_ratio([2.0, 8.0])
    assert mean == pytest.approx(4.0)
    # Of two rounds drawn anew both are the lower one in a quarter of the cases, and both the higher one.
    assert (low, high) == pytest.approx((2.0, 8.0))
    assert mean_ratio([3.0, 3.0, 3.0]) == pytest.approx((3.0, 3.0, 3.0))
    mean, low, high = mean_ratio([5.0])
    assert mean == pytest.approx(5.0)
    assert math.isnan(low)
    assert math.isnan(high)


def test_ratios_are_of_speed_and_what_one_side_lacks_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def one_side(
        tree: Path, site: object, seed: int, fresh: object
    ) -> tuple[dict[tuple[str, str], float], str | None]:
        asked.append(tree)
        if tree == ROOT:
            return {(SITE.name, "read"): 1.0, (SITE.name, "first block"): 1.0}, None
        return {(SITE.name, "read"): 1.5}, "TypeError: no blocks"

    monkeypatch.setattr(compare, "one_side", one_side)
    ratios, missing = in_turn(tmp_path, [SITE], 2, Processes(tmp_path))
    assert asked == [ROOT, tmp_path, tmp_path, ROOT]
    assert ratios == {(SITE.name, "read"): [1.5, 1.5]}
    told = table(ratios, missing, [SITE], "main")
    assert "| reference-site | read | 1.50 | 1.50 to 1.50 |" in told
    assert "first block | missing | the base does not have it (TypeError: no blocks) |" in told


@pytest.mark.slow
def test_this_tree_beside_itself(tmp_path: Path) -> None:
    times, why = compare.one_side(ROOT, SITE, 1, Processes(tmp_path))
    assert why is None
    assert set(times) == {(SITE.name, part) for part in (*PARTS, compare.COMMAND)}
    assert all(cost > 0 for cost in times.values())


def test_a_tree_without_dcsim_says_so(tmp_path: Path) -> None:
    times, why = compare.one_side(tmp_path, SITE, 1, Processes(tmp_path))
    assert times == {}
    assert why is not None
    assert "dcsim" in why
