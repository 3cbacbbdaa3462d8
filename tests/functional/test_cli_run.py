"""`run` and `plot` through the front door: what they print, where, and how they leave."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
SITE = "scenarios/thai-nguyen-finished.yaml"
SHORT = ("--site-years", "50")
SCHEMA = ROOT / "docs" / "report.schema.json"
PERFECT = """
format: 1
site: {name: Perfect, target: III, it_recovery_h: 4}
horizon: {years: 10}
grid: {feeds: {east: {mttf_h: never, upstream: []}}}
power: {board: {kind: switchgear, fed_by: [east], mttf_h: never}}
halls: {a: {it_mw: 1, cords: [board]}}
"""


def dcsim(*arguments: str, cwd: Path = ROOT, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dcsim.cli", *arguments],
        cwd=cwd,
        env=environment(hash_seed),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def environment(hash_seed: str = "0") -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONHASHSEED": hash_seed}


@pytest.fixture
def perfect(tmp_path: Path) -> str:
    (tmp_path / "perfect.yaml").write_text(PERFECT, encoding="utf-8")
    return str(tmp_path / "perfect.yaml")


def test_text_on_stdout() -> None:
    done = dcsim("run", SITE, *SHORT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Thái Nguyên provincial data centre: target Tier III, 99.982 %")
    assert "at default inputs" in done.stdout
    assert "Modelled causes only." in done.stdout


def test_json_is_one_document_of_the_committed_shape() -> None:
    done = dcsim("run", SITE, *SHORT, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert (document["seed"], document["site_years"], document["replications"]) == (1, 50, 5)


def test_same_seed_same_bytes_whatever_the_hash_seed() -> None:
    first, again, other = (
        dcsim("run", SITE, *SHORT, "--json", "--seed", seed, hash_seed=salt).stdout
        for seed, salt in (("1", "0"), ("1", "77"), ("2", "0"))
    )
    assert first == again
    assert first != other


def test_set_and_variant_reach_the_run() -> None:
    changes = ("--variant", "gensets-n", "--set", "site.target=IV")
    document = json.loads(dcsim("run", SITE, *SHORT, "--json", *changes).stdout)
    assert document["tier"]["target"]["name"] == "Tier IV"
    assert document["scenario"]["variant"] == "gensets-n"
    assert document["scenario"]["values"] == {"site.target": "IV"}


def test_require_target(perfect: str) -> None:
    met = dcsim("run", perfect, "--require-target", "--site-years", "2000")
    assert met.returncode == 0
    assert "met at default inputs" in met.stdout
    undecided = dcsim("run", perfect, "--require-target", "--site-years", "10")
    assert undecided.returncode == 1
    assert "undecided at default inputs" in undecided.stdout
    assert dcsim("run", perfect, "--site-years", "10").returncode == 0


MISTAKES = {
    "no site-years": (("--site-years", "0"), "site-years must be above 0"),
    "too many": (("--site-years", "1e12"), "at most 1,000,000,000"),
    "not a number": (("--site-years", "nan"), "site-years must be above 0"),
    "words": (("--site-years", "many"), "'many' is not a valid float"),
    "seed": (("--seed", "-1"), "a seed is a whole number from 0"),
    "variant": (("--variant", "none-such"), "no variant"),
}


@pytest.mark.parametrize("command", [("run",), ("plot", "downtime")], ids=["run", "plot"])
@pytest.mark.parametrize(("options", "words"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_told_without_a_traceback(
    command: tuple[str, ...], options: tuple[str, ...], words: str
) -> None:
    done = dcsim(*command, SITE, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


OF_RUN_ALONE = {
    "no precision": (("--precision", "0"), "a precision is a share above 0 and below 1"),
    "too coarse": (("--precision", "200%"), "a precision is a share above 0 and below 1"),
    "percent without sign": (("--precision", "10"), "such as 0.1 or 10%, not 10"),
    "not a precision": (("--precision", "nan"), "a precision is a share above 0 and below 1"),
    "a word": (("--precision", "high"), "'high' is no share, such as 0.1 or 10%"),
    "no time": (("--max-seconds", "0"), "a budget of time must be above 0 seconds"),
    "less than no time": (("--max-seconds", "-1"), "a budget of time must be above 0 seconds"),
    "verdict without downtime": (
        ("--until-decided", "--set", "horizon.ends_at=first-outage"),
        "every replication ends at its first outage: downtime is not measured",
    ),
}


@pytest.mark.parametrize(("options", "words"), OF_RUN_ALONE.values(), ids=OF_RUN_ALONE)
def test_what_cannot_end_a_run_is_told_without_a_traceback(options: tuple[str, ...], words: str) -> None:
    done = dcsim("run", SITE, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_exit_code_tells_whether_the_rule_or_a_budget_ended_the_run(perfect: str) -> None:
    failing = ("--set", "grid.feeds.east.mttf_h=5000", "--set", "grid.feeds.east.mttr_h=5")
    reached = dcsim("run", perfect, *failing, "--precision", "20%", "--json")
    assert reached.returncode == 0
    document = json.loads(reached.stdout)
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert (document["stopped_by"], document["stopping"]["satisfied"]) == ("precision", True)
    assert document["stopping"]["relative_half_width"] <= 0.2
    short = dcsim("run", perfect, "--precision", "0.1", "--site-years", "2000")
    assert short.returncode == 3
    told = "Service downtime is undecided, too good for this run: no outage seen, at most 0.0015 a year"
    assert told in " ".join(short.stdout.split())
    timed = dcsim("run", perfect, "--max-seconds", "0.000001", "--json")
    assert (timed.returncode, json.loads(timed.stdout)["stopping"]["repeatable"]) == (3, False)
    missed = dcsim("run", perfect, *failing, "--require-target", "--until-decided")
    assert missed.returncode == 1
    assert "Decided: not met at default inputs." in missed.stdout


def listen_to_ctrl_c() -> None:
    """A test run in the background ignores SIGINT, and its children would with it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for a child there")
def test_ctrl_c_leaves_with_130_and_what_is_finished() -> None:
    command = [sys.executable, "-m", "dcsim.cli", "run", SITE, "--site-years", "1e6"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=listen_to_ctrl_c,
    ) as child:
        time.sleep(4)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert out == "" or "Stopped by hand after " in out
    assert "Traceback" not in err


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_plot_writes_a_picture(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"out.{ending}"
    done = dcsim("plot", "downtime", SITE, *SHORT, "-o", str(path))
    assert (done.returncode, done.stdout) == (0, "")
    assert path.stat().st_size > 5_000


def test_plot_names_the_picture_after_the_scenario(perfect: str, tmp_path: Path) -> None:
    done = dcsim("plot", "downtime", perfect, *SHORT, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == "wrote perfect-downtime.png\n"
    assert (tmp_path / "perfect-downtime.png").is_file()


@pytest.mark.parametrize(
    ("name", "words"), [("out.gif", "png, svg, pdf"), ("none/out.png", "there is no folder 'none'")]
)
def test_plot_refuses_before_it_simulates(name: str, words: str) -> None:
    done = dcsim("plot", "downtime", SITE, "--site-years", "1e9", "-o", name)
    assert done.returncode == 2
    assert words in done.stderr


def told_at(seconds: list[float], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said on stderr when blocks end at these seconds, of 100 site-years each and 1,000 in all."""
    from dcsim.cli.run import Talk

    clock = iter([0.0, *seconds])
    monkeypatch.setattr("dcsim.cli.run.time.monotonic", lambda: next(clock))
    with Talk() as talk:
        for block in range(len(seconds)):
            talk(100.0 * (block + 1), 1_000.0)
    return capsys.readouterr().err


def test_a_short_run_is_silent(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert told_at([0.5, 1.0, 1.9], monkeypatch, capsys) == ""


@pytest.mark.skipif(sys.platform == "win32", reason="no alarm there")
def test_before_the_first_part_is_done_it_says_that_there_is_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dcsim.cli.run import Talk

    before = signal.getsignal(signal.SIGALRM)
    monkeypatch.setattr("dcsim.cli.run.LINE_EVERY_S", 0.05)
    with Talk() as talk:
        time.sleep(0.2)  # goes on after an alarm
        talk(100.0, 1_000.0)
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) == before
    assert capsys.readouterr().err.startswith("the first part is not done yet, 0 s\n")


def test_no_thread_is_left_that_worker_processes_would_mind() -> None:
    from dcsim.cli.run import Talk

    before = threading.active_count()
    with Talk():
        assert threading.active_count() == before


def test_a_long_run_says_a_line_every_ten_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told_at([4.0, 9.0, 11.0, 15.0, 22.0], monkeypatch, capsys) == (
        "300 of 1,000 site-years, 11 s\n500 of 1,000 site-years, 22 s\n"
    )
