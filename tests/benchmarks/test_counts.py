"""Exact counts of the engine's work are those written down in `benchmarks/counts.json`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import counts
from benchmarks.counts import All, counted, differences, known, report
from benchmarks.workloads import WORKLOADS

QUICK = [("reference-site", "screened"), ("reference-site", "full"), ("thai-nguyen", "screened")]


@pytest.mark.parametrize(("workload", "driver"), QUICK)
def test_the_work_is_as_written_down(workload: str, driver: str) -> None:
    found = {workload: {driver: {"1": counted(workload, driver, 1)}}}
    told = differences(found, known())
    assert not told, report(told)


@pytest.mark.validation
@pytest.mark.parametrize("workload", WORKLOADS)
def test_all_the_work_is_as_written_down(workload: str) -> None:
    told = differences(counts.count([workload]), known())
    assert not told, report(told)


def test_everything_that_is_counted_is_written_down_and_nothing_else() -> None:
    written = known()
    assert list(written) == list(WORKLOADS) == list(counts.SITE_YEARS)
    for drivers in written.values():
        assert list(drivers) == list(counts.DRIVERS)
        assert all(list(seeds) == [str(seed) for seed in counts.SEEDS] for seeds in drivers.values())


def test_counts_do_not_depend_on_what_was_counted_before() -> None:
    first = counted("every-loss-hurts", "full", 1)
    counted("every-loss-hurts", "full", 2)
    assert counted("every-loss-hurts", "full", 1) == first


@pytest.mark.validation
def test_counts_do_not_depend_on_the_order_of_sets() -> None:
    command = [sys.executable, "-m", "benchmarks.counts", "--only", "reference-site", "--only", "thai-nguyen"]
    for order in ("1", "2"):
        done = subprocess.run(
            command,
            env={"PYTHONHASHSEED": order},
            cwd=Path(counts.__file__).parents[1],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def made(**of_one: int) -> All:
    return {"site": {"full": {"1": of_one}}}


def test_a_difference_says_what_moved_by_how_much_and_how_to_accept_it() -> None:
    # 1,100 / 1,000 is 10 % more; 3 / 4 is 25 % less.
    told = differences(
        made(simpy_events=1_100, states=3, same=5, new=1), made(simpy_events=1_000, states=4, same=5, old=2)
    )
    where = "site, full driver, seed 1"
    assert told == [
        f"{where}: simpy events 1,000 before, 1,100 now (+10.0%)",
        f"{where}: states 4 before, 3 now (-25.0%)",
        f"{where}: old no longer counted",
        f"{where}: new 1, not counted before",
    ]
    assert report(told).endswith(counts.HOW_TO_ACCEPT)
    assert differences(made(zero=1), made(zero=0)) == [f"{where}: zero 0 before, 1 now (from none)"]


def test_writing_keeps_what_was_not_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "FILE", tmp_path / "counts.json")
    first, second = list(WORKLOADS)[:2]
    one, other = made(states=1)["site"], made(states=2)["site"]
    counts.write({second: one})
    counts.write({first: other, "gone": one})
    assert known() == {first: other, second: one}
    counts.write({second: other})
    assert known() == {first: other, second: other}


def test_the_command_tells_a_difference_by_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(counts, "FILE", tmp_path / "counts.json")
    monkeypatch.setattr(counts, "counted", lambda workload, driver, seed: {"states": seed})
    assert counts.main(["--only", "reference-site"]) == 1
    assert "states 2, not counted before" in capsys.readouterr().out
    assert counts.main(["--only", "reference-site", "--write"]) == 0
    assert counts.main(["--only", "reference-site"]) == 0
    assert capsys.readouterr().out.endswith(report([]) + "\n")
