"""The table of speeds: which figures, what is measured for them, and how they are told. No time is judged."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import pytest

from benchmarks import speeds
from benchmarks.quantities import Quantities
from benchmarks.speeds import FIGURES, Figure, chosen, measured, table
from benchmarks.timing import CommandFailed, Processes, finished, short, spread

RATIO = Figure("a", "a by b", "quick", "slow", must=6.0, aim=12.0)
WAIT = Figure("c", "waiting", "wait", unit="s", must=3.0, aim=1.0, less_is_better=True)


def test_everything_a_figure_needs_can_be_measured(tmp_path: Path) -> None:
    quantities = Quantities(Processes(tmp_path))
    assert [name for figure in FIGURES for name in figure.quantities if name not in quantities] == []
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)


def test_a_figure_is_a_ratio_within_each_round() -> None:
    # 20 / 2 = 10 and 30 / 2 = 15; the third round has no divisor.
    rounds = [{"quick": 20.0, "slow": 2.0}, {"quick": 30.0, "slow": 2.0}, {"quick": 1.0}]
    assert RATIO.values(rounds) == [10.0, 15.0]
    assert WAIT.values([{"wait": 4.0}]) == [4.0]


def test_the_table_tells_median_range_and_whether_it_holds() -> None:
    rounds = [{"quick": 20.0, "slow": 4.0, "wait": 1.5}, {"quick": 28.0, "slow": 4.0, "wait": 2.5}]
    told = table([RATIO, WAIT], rounds, {}).splitlines()
    # 20 / 4 = 5 and 28 / 4 = 7: a median of 6 is just enough.
    assert told[2] == "| a by b | 6× | 12× | 6× (5 to 7) | holds |"
    assert told[3] == "| waiting | 3 s | 1 s | 2 s (1.5 to 2.5) | holds |"
    assert "| quick | 24 (20 to 28) site-years/s |" in told
    assert "| a by b | 6× | 12× | 5× | missed |" in table([RATIO], rounds[:1], {})


def test_what_cannot_be_measured_is_told_with_its_reason() -> None:
    told = table([WAIT], [{}], {"wait": "exit 2"})
    assert "| waiting | 3 s | 1 s | could not be measured |  |" in told
    assert told.endswith("wait: exit 2")


def test_figures_are_chosen_by_the_beginning_of_their_names() -> None:
    assert [figure.name for figure in chosen(["memory", "thai-nguyen"])] == [
        "thai-nguyen",
        "thai-nguyen-power",
        "memory-reference-site",
        "memory-thai-nguyen-finished",
    ]
    assert chosen([]) == list(FIGURES)


@pytest.mark.parametrize("arguments", [["--only", "nothing"], ["--rounds", "0"]])
def test_bad_wishes_end_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        speeds.main(arguments)
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_names_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert speeds.main(["--list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [one.name for one in FIGURES]


def test_a_process_is_measured_and_a_bad_end_has_its_words(tmp_path: Path) -> None:
    fresh = Processes(tmp_path / "compiled")
    fresh._compiled.add(tmp_path)  # nothing of ours to compile
    cost = fresh.cost("-c", "bytearray(50_000_000)", tree=tmp_path)
    assert cost.peak_mb > 50_000_000 / 2**20
    assert cost.cpu_s > 0
    with pytest.raises(CommandFailed, match="exit 5\nso it is"):
        fresh.cost("-c", "import sys; print('so it is', file=sys.stderr); sys.exit(5)", tree=tmp_path)


def test_what_was_started_ends_when_we_are_stopped(tmp_path: Path) -> None:
    """An alarm stands for Ctrl-C; the grandchild would write a file a second later."""
    child = "import time; time.sleep(1); open('late', 'w')"
    parent = f"import subprocess, sys; open('begun', 'w'); subprocess.run([sys.executable, '-c', {child!r}])"

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(KeyboardInterrupt):
            finished([sys.executable, "-c", parent], tmp_path)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
    time.sleep(1.2)
    assert {path.name for path in tmp_path.iterdir()} <= {"begun"}


@pytest.mark.slow
def test_a_round_of_small_figures_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    figures = chosen(["reference-full", "help"])
    rounds, failed = measured(figures, 1)
    assert failed == {}
    assert all(value > 0 for figure in figures for value in figure.values(rounds))
    assert "round 1 of 1" in capsys.readouterr().err


def test_numbers_are_short() -> None:
    assert [short(value) for value in (1234.5, 99.94, 0.3471)] == ["1,234", "99.9", "0.347"]
    assert spread([3.0, 1.0, 2.0]) == "2 (1 to 3)"
