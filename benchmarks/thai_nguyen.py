"""How fast is dcsim on the Thái Nguyên site, power only, beside an ordinary SimPy model of the same site?

Both run in this one process, in turn, round after round, and are timed by the CPU time of the process: what
else the machine does changes little. Each run of dcsim is the whole of `dcsim.run`, from the plant that is
built to the estimates, with nothing kept from the run before.

    python -m benchmarks.thai_nguyen
"""

from __future__ import annotations

import argparse
import math
import platform
import shutil
import signal
import statistics
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import numpy as np
import simpy

import dcsim
from benchmarks.idiomatic_thai_nguyen import simulate
from benchmarks.thai_nguyen_numbers import HOURS_PER_YEAR
from dcsim.scenario import Scenario

SCENARIO = Path(__file__).resolve().parent / "thai-nguyen-power.yaml"
ENGINE = str(Path("dcsim") / "engine")
JUDGING = frozenset({"judge", "closable"})
"""Functions of the engine that find out what a state supplies."""
SAMPLING = frozenset({"history", "by_replication"})
"""Functions of the engine that draw histories and put them in order."""
PARTS = ("sampling", "judging states", "core", "other")
LOOK_EVERY_S = 0.001


class Found(NamedTuple):
    """What a run found out about the site, and how sure it is."""

    outages_per_year: float
    outages_error: float
    downtime_h_per_year: float
    downtime_error: float


def by_dcsim(scenario: Scenario, site_years: float, seed: int) -> Found:
    """The site as dcsim sees it."""
    estimates = dcsim.run(scenario, seed=seed, site_years=site_years).estimates
    outages, downtime = estimates["facility_outages_per_year"], estimates["facility_downtime_h_per_year"]
    return Found(
        outages.value or 0.0,
        outages.standard_error or 0.0,
        downtime.value or 0.0,
        downtime.standard_error or 0.0,
    )


def by_model(scenario: Scenario, site_years: float, seed: int) -> Found:
    """The site as the idiomatic model sees it; replications are the sampling unit."""
    years = scenario.model.horizon.length_h / HOURS_PER_YEAR
    replications = max(2, math.ceil(site_years / years))
    found = simulate(scenario, replications, seed)
    outages = np.array([len(outages) for outages in found]) / years
    downtime = np.array([sum(end - start for start, end in outages) for outages in found]) / years
    error = math.sqrt(replications)
    return Found(
        float(outages.mean()),
        float(outages.std(ddof=1)) / error,
        float(downtime.mean()),
        float(downtime.std(ddof=1)) / error,
    )


def apart(a: Found, b: Found) -> tuple[float, float]:
    """How far apart two runs are in outages and in downtime, in standard errors of the difference."""
    outages = _in_errors(a.outages_per_year - b.outages_per_year, a.outages_error, b.outages_error)
    downtime = _in_errors(a.downtime_h_per_year - b.downtime_h_per_year, a.downtime_error, b.downtime_error)
    return outages, downtime


def _in_errors(difference: float, *errors: float) -> float:
    """NaN where there was too little to have an error."""
    error = math.hypot(*errors)
    return difference / error if error else math.nan


def together(rounds: Sequence[Found]) -> Found:
    """Independent rounds of equal length as one."""
    n = len(rounds)
    return Found(
        statistics.fmean(one.outages_per_year for one in rounds),
        math.hypot(*(one.outages_error for one in rounds)) / n,
        statistics.fmean(one.downtime_h_per_year for one in rounds),
        math.hypot(*(one.downtime_error for one in rounds)) / n,
    )


# ---------------------------------------------------------------------- time


@dataclass(frozen=True)
class Round:
    """One run of each: site-years per second, and what they found."""

    dcsim_speed: float
    model_speed: float
    dcsim: Found
    model: Found


def timed(run: Callable[[], Found], site_years: float) -> tuple[float, Found]:
    """(site-years per second of CPU time, what was found)."""
    start = time.process_time()
    found = run()
    return site_years / (time.process_time() - start), found


def one_round(scenario: Scenario, site_years: float, seed: int) -> Round:
    """Both, one after the other."""
    dcsim_speed, ours = timed(lambda: by_dcsim(scenario, site_years, seed), site_years)
    model_speed, theirs = timed(lambda: by_model(scenario, site_years, seed), site_years)
    return Round(dcsim_speed, model_speed, ours, theirs)


@contextmanager
def looking() -> Iterator[Counter[str]]:
    """Counts in which part of dcsim the CPU is, by a look at the stack every millisecond of CPU time.

    A profiler that counts calls would make the core, which calls most, look slower than it is.
    """
    seen: Counter[str] = Counter()

    def look(_signal: int, frame: FrameType | None) -> None:
        seen[part_of(frame)] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, LOOK_EVERY_S, LOOK_EVERY_S)
    try:
        yield seen
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)


def part_of(frame: FrameType | None) -> str:
    """The part of dcsim that a stack belongs to."""
    engine = set()
    while frame is not None:
        if ENGINE in frame.f_code.co_filename:
            engine.add(frame.f_code.co_name)
        frame = frame.f_back
    if engine & JUDGING:
        return "judging states"
    if engine & SAMPLING:
        return "sampling"
    return "core" if engine else "other"


def shares(scenario: Scenario, site_years: float, seed: int) -> dict[str, float]:
    """Which share of dcsim's time goes where."""
    with looking() as seen:
        by_dcsim(scenario, site_years, seed)
    total = max(1, seen.total())
    return {part: seen[part] / total for part in PARTS}


# ---------------------------------------------------------------------- report


def machine() -> str:
    """The processor and the versions that matter."""
    python = f"Python {platform.python_version()}, NumPy {np.__version__}, SimPy {simpy.__version__}"
    return f"{processor()}; {python}, dcsim {dcsim.__version__}"


def processor() -> str:
    """Model name of the processor, as far as the system tells."""
    lscpu = shutil.which("lscpu")
    if lscpu is not None:
        told = subprocess.run(
            [lscpu], capture_output=True, text=True, check=False, env={"LC_ALL": "C"}
        ).stdout
        for line in told.splitlines():
            if line.startswith("Model name:"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def report(rounds: Sequence[Round], parts: dict[str, float], site_years: float) -> str:
    """Everything measured, as text."""
    ours, theirs = together([r.dcsim for r in rounds]), together([r.model for r in rounds])
    outages, downtime = apart(ours, theirs)
    return "\n".join(
        [
            f"Thái Nguyên site, power only: {len(rounds)} rounds of {site_years:,.0f} site-years",
            machine(),
            "",
            "per second of CPU time, median of the rounds (lowest to highest)",
            f"  dcsim, whole run       {spread([r.dcsim_speed for r in rounds], ',.0f')} site-years",
            f"  idiomatic SimPy model  {spread([r.model_speed for r in rounds], ',.0f')} site-years",
            f"  ratio                  {spread([r.dcsim_speed / r.model_speed for r in rounds], '.2f')}",
            "",
            "where dcsim's time goes",
            *(f"  {part:21s}  {share:.0%}" for part, share in parts.items()),
            "",
            "the same site? (± one standard error)",
            f"  outages a year         {ours.outages_per_year:.5f} ± {ours.outages_error:.5f}"
            f"  and  {theirs.outages_per_year:.5f} ± {theirs.outages_error:.5f}"
            f"  ({outages:+.1f} standard errors apart)",
            f"  downtime, h a year     {ours.downtime_h_per_year:.4f} ± {ours.downtime_error:.4f}"
            f"  and  {theirs.downtime_h_per_year:.4f} ± {theirs.downtime_error:.4f}"
            f"  ({downtime:+.1f} standard errors apart)",
        ]
    )


def spread(values: Sequence[float], form: str) -> str:
    """Median, lowest and highest."""
    return f"{statistics.median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def measure(site_years: float, rounds: int, seed: int) -> str:
    """Run everything and report."""
    scenario = dcsim.read_scenario(SCENARIO)
    one_round(scenario, min(site_years, 100.0), seed)  # imports and first calls are not what is measured
    done = [one_round(scenario, site_years, seed + i) for i in range(rounds)]
    return report(done, shares(scenario, site_years, seed), site_years)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.thai_nguyen", description=__doc__)
    parser.add_argument("--site-years", type=float, default=20_000.0, help="of each in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    print(measure(options.site_years, options.rounds, options.seed))


if __name__ == "__main__":
    main()
