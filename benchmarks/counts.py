"""Exact work of the engine on each workload: events, draws, judged states, certificates, kept stretches.

Seconds differ from machine to machine and from run to run; these counts do not. `counts.json` has them, and
tests compare. A change of the engine that moves one on purpose writes them anew:

    python -m benchmarks.counts              # what differs; exit 1 if anything does
    python -m benchmarks.counts --write      # these are the counts from now on
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.workloads import WORKLOADS, Ready
from dcsim.records import BlockResult, Counters

FILE = Path(__file__).with_name("counts.json")
SEEDS = (1, 2)
SITE_YEARS = {"reference-site": 2_000, "thai-nguyen": 200, "da-nang-it-park": 200, "every-loss-hurts": 1_000}
"""Of each of the two blocks that the screened driver runs; the full driver runs a fifth of the first."""
FULL_PART = 5
HOW_TO_ACCEPT = "If that is meant: python -m benchmarks.counts --write, and the reason in the commit."

Counts = dict[str, int]
All = dict[str, dict[str, dict[str, Counts]]]
"""Counts by workload, driver and seed."""


def _screened(site: Ready, replications: int) -> Iterator[BlockResult]:
    """Two blocks: one that makes certificates and one that only uses them."""
    for number in range(2):
        yield site.block(number, used=replications)


def _full(site: Ready, replications: int) -> Iterator[BlockResult]:
    yield site.block(0, full=True, used=max(1, replications // FULL_PART))


DRIVERS: dict[str, Callable[[Ready, int], Iterator[BlockResult]]] = {"screened": _screened, "full": _full}


def counted(workload: str, driver: str, seed: int) -> Counts:
    """The work of one driver on one workload, with nothing known beforehand."""
    site = Ready(WORKLOADS[workload].scenario(), seed)
    replications = round(SITE_YEARS[workload] / site.block_years * site.size)
    work = sum((found.counters for found in DRIVERS[driver](site, replications)), Counters())
    return asdict(work)


def count(only: Sequence[str] = ()) -> All:
    """Everything there is to count, or these workloads."""
    return {
        workload: {
            driver: {str(seed): counted(workload, driver, seed) for seed in SEEDS} for driver in DRIVERS
        }
        for workload in only or WORKLOADS
    }


def known() -> All:
    """The counts written down."""
    found: All = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def write(found: All) -> None:
    """Write these down; workloads that were not counted stay as they are, those that are gone go."""
    kept = known() if FILE.exists() else {}
    merged = {name: found.get(name) or kept[name] for name in WORKLOADS if name in found or name in kept}
    FILE.write_text(json.dumps(merged, indent=1) + "\n", encoding="utf-8")


def differences(found: All, wanted: All) -> list[str]:
    """One line for each count that is not as it was, for the workloads found."""
    return [
        line
        for workload, drivers in found.items()
        for driver, seeds in drivers.items()
        for seed, counts in seeds.items()
        for line in _moved(
            f"{workload}, {driver} driver, seed {seed}",
            counts,
            wanted.get(workload, {}).get(driver, {}).get(seed, {}),
        )
    ]


def _moved(where: str, found: Mapping[str, int], wanted: Mapping[str, int]) -> Iterator[str]:
    for what in dict.fromkeys((*wanted, *found)):
        now, then = found.get(what), wanted.get(what)
        if now == then:
            continue
        words = f"{where}: {what.replace('_', ' ')} "
        if then is None:
            yield f"{words}{now:,}, not counted before"
        elif now is None:
            yield f"{words}no longer counted"
        else:
            by = f"{now / then - 1:+.1%}" if then else "from none"
            yield f"{words}{then:,} before, {now:,} now ({by})"


def report(lines: Sequence[str]) -> str:
    """What a reader is told about differences, or their absence."""
    if not lines:
        return "All counts are as written down."
    return "\n".join([*lines, HOW_TO_ACCEPT])


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: exit 1 if counts differ and are not written."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.counts", description=(__doc__ or "").split("\n\n")[0]
    )
    parser.add_argument("--only", action="append", choices=list(WORKLOADS), default=[], help="a workload")
    parser.add_argument("--write", action="store_true", help="take what is counted now as right")
    options = parser.parse_args(arguments)
    found = count(options.only)
    lines = differences(found, known() if FILE.exists() else {})
    if options.write:
        write(found)
        print("\n".join([*lines, f"written to {FILE.name}"]))
        return 0
    print(report(lines))
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
