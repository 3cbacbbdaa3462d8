"""This tree beside another commit: how much faster, part by part.

    python -m benchmarks.compare BASE                # a commit, branch or tag
    python -m benchmarks.compare BASE --only thai-nguyen --rounds 10

The other commit is checked out into a temporary work tree and run with the same Python and packages. Both run
in turn, in fresh processes, on the same scenario files: those of this tree. What counts is CPU time.
"""

from __future__ import annotations

import argparse
import json
import math
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import numpy as np

from benchmarks.one_side import PARTS
from benchmarks.timing import ROOT, RUN, CommandFailed, Processes, finished, machine, processes
from benchmarks.workloads import WORKLOADS, Workload

ROUNDS = 5
COMMAND = "whole command"
COMMAND_YEARS = "2000"
RESAMPLES = 10_000
CONFIDENCE = 0.95
ONE_SIDE = Path(__file__).with_name("one_side.py")

Times = dict[tuple[str, str], float]
"""CPU seconds by site and part."""


class NoBase(Exception):
    """There is nothing to compare with; the message says why."""


@contextmanager
def checked_out(base: str) -> Iterator[Path]:
    """A temporary work tree of another commit, gone afterwards however this ends. Raises NoBase."""
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
    if commit is None:
        raise NoBase(f"there is no commit {base!r} here")
    try:
        with tempfile.TemporaryDirectory(prefix="dcsim-base-") as folder:
            tree = Path(folder) / "tree"
            if _git("worktree", "add", "--detach", "--quiet", str(tree), commit) is None:
                raise NoBase(f"{base!r} could not be checked out into a work tree")
            yield tree
    finally:
        _git("worktree", "prune")


def _git(*arguments: str) -> str | None:
    """What git says, None if it fails; out of reach of a Ctrl-C that is meant for us."""
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), *arguments],
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
        )
    except OSError as problem:
        raise NoBase(f"git cannot be run: {problem}") from problem
    return done.stdout.strip() if done.returncode == 0 else None


# ---------------------------------------------------------------------- measuring


def one_side(tree: Path, site: Workload, seed: int, fresh: Processes) -> tuple[Times, str | None]:
    """(times of one tree on one site, why a part is missing)."""
    command = [sys.executable, "-P", str(ONE_SIDE), str(tree), str(site.path), site.variant or "", str(seed)]
    done = finished(command, tree, PYTHONDONTWRITEBYTECODE="1")
    if done.returncode != 0:
        return {}, (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
    told = json.loads(done.stdout)
    times = {(site.name, part): cost for part, cost in told["seconds"].items()}
    if told["why"] is None:
        variant = ("--variant", site.variant) if site.variant else ()
        options = (*variant, "--site-years", COMMAND_YEARS, "--seed", str(seed))
        try:
            times[site.name, COMMAND] = fresh.cost(*RUN, str(site.path), *options, tree=tree).cpu_s
        except CommandFailed as problem:
            return times, str(problem)
    return times, told["why"]


def in_turn(
    base: Path, sites: Sequence[Workload], rounds: int, fresh: Processes
) -> tuple[dict[tuple[str, str], list[float]], dict[tuple[str, str], str]]:
    """(speed of this tree ÷ that of the base by site and part, round by round; what is missing and why)."""
    ratios: dict[tuple[str, str], list[float]] = defaultdict(list)
    missing: dict[tuple[str, str], str] = {}
    for number in range(rounds):
        for site in sites:
            trees = [ROOT, base] if number % 2 == 0 else [base, ROOT]
            found = {tree: one_side(tree, site, number + 1, fresh) for tree in trees}
            for part in (*PARTS, COMMAND):
                what = site.name, part
                lacks = [tree for tree in (base, ROOT) if what not in found[tree][0]]
                if lacks:
                    whose = "the base" if lacks[0] == base else "this tree"
                    missing[what] = f"{whose} does not have it ({found[lacks[0]][1] or 'no reason told'})"
                else:
                    ratios[what].append(found[base][0][what] / found[ROOT][0][what])
        print(f"round {number + 1} of {rounds} done", file=sys.stderr)
    return ratios, missing


# ---------------------------------------------------------------------- reporting


def mean_ratio(ratios: Sequence[float]) -> tuple[float, float, float]:
    """Geometric mean of ratios with its bootstrap interval; NaN as ends where there is only one ratio.

    Rounds are drawn anew with replacement; with few rounds the interval is too narrow rather than too wide.
    """
    logs = np.log(ratios)
    mean = math.exp(float(logs.mean()))
    if len(ratios) < 2:
        return mean, math.nan, math.nan
    drawn = np.random.default_rng(0).choice(logs, size=(RESAMPLES, len(logs))).mean(axis=1)
    low, high = np.quantile(drawn, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return mean, math.exp(float(low)), math.exp(float(high))


def table(
    ratios: dict[tuple[str, str], list[float]],
    missing: dict[tuple[str, str], str],
    sites: Iterable[Workload],
    base: str,
) -> str:
    """All ratios in Markdown."""
    lines = [
        f"Speed of this tree ÷ {base}: above 1 this tree is faster. Geometric mean of the rounds and its "
        f"{CONFIDENCE:.0%} bootstrap interval.",
        "",
        f"{machine()}.",
        "",
        "| site | part | ratio | interval |",
        "|---|---|---|---|",
    ]
    for site in sites:
        for part in (*PARTS, COMMAND):
            what = site.name, part
            if what in ratios:
                mean, low, high = mean_ratio(ratios[what])
                interval = "" if math.isnan(low) else f"{low:.2f} to {high:.2f}"
                lines.append(f"| {site.name} | {part} | {mean:.2f} | {interval} |")
            if what in missing:
                lines.append(f"| {site.name} | {part} | missing | {missing[what]} |")
    return "\n".join(lines)


def _terminated(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: 0 when done, 2 for bad wishes, 130 when stopped; the work tree is gone in any case."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.compare", description=(__doc__ or "").split("\n\n")[0]
    )
    parser.add_argument("base", metavar="BASE", help="the commit to compare with")
    parser.add_argument("--only", action="append", choices=list(WORKLOADS), default=[], help="a site")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds must be 1 or more")
    sites = [site for site in WORKLOADS.values() if not options.only or site.name in options.only]
    before = signal.signal(signal.SIGTERM, _terminated)
    try:
        with checked_out(options.base) as tree, processes() as fresh:
            print(table(*in_turn(tree, sites, options.rounds, fresh), sites, options.base))
    except NoBase as problem:
        parser.error(str(problem))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    finally:
        signal.signal(signal.SIGTERM, before)
    return 0


if __name__ == "__main__":
    sys.exit(main())
