"""What `benchmarks.speeds` measures: each quantity by its name, once a round."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path

import dcsim
from benchmarks import idiomatic_reference_site, idiomatic_thai_nguyen, idiomatic_two_crews
from benchmarks.reference_site_numbers import HOURS_PER_YEAR, NUMBERS
from benchmarks.timing import RUN, Cost, Processes, cpu_s
from benchmarks.workloads import SCENARIOS, WORKLOADS, Ready, with_crews
from dcsim.scenario import Scenario

REFERENCE = SCENARIOS / "reference-site.yaml"
THAI_NGUYEN_POWER = Path(__file__).with_name("thai-nguyen-power.yaml")
IDIOMATIC_YEARS = 3_000
REPLICATIONS = round(IDIOMATIC_YEARS * HOURS_PER_YEAR / NUMBERS.horizon_h)
"""Of the models of the reference site."""
BLOCKS = {
    "reference-site": 10,
    "thai-nguyen": 1,
    "da-nang-it-park": 1,
    "every-loss-hurts": 2,
    "thai-nguyen-power": 2,
    "two-crews": 10,
}
"""How many blocks the screened driver runs in a round; the full driver runs one."""
FRESH_YEARS = 20_000
ALONE = ("--workers", "1")
STARTS = 5
"""Starts of a short command in a round."""


class Quantities:
    """Measures by name; what is ready stays ready from round to round, each round runs blocks of its own."""

    def __init__(self, processes: Processes) -> None:
        self._processes = processes
        self._ready: dict[tuple[str, bool], Ready] = {}
        self._by_name: dict[str, Callable[[int], float]] = {
            "reference-site idiomatic": self._reference_idiomatic,
            "reference-site idiomatic, always": partial(self._reference_idiomatic, always=True),
            "two-crews idiomatic": self._two_crews_idiomatic,
            "two-crews idiomatic, always": partial(self._two_crews_idiomatic, always=True),
            "thai-nguyen-power idiomatic": self._thai_nguyen_idiomatic,
            "reference-site fresh": self._fresh,
            "reference-site to 10 %": self._precise,
            "help": partial(self._start, ("-m", "dcsim.cli", "--help")),
            "import numpy": partial(self._start, ("-c", "import numpy")),
        }
        for site in BLOCKS:
            self._by_name[f"{site} screened"] = partial(self._driver, site, full=False)
            self._by_name[f"{site} full"] = partial(self._driver, site, full=True)
        for path in SCENARIOS.glob("*.yaml"):
            self._by_name[f"{path.stem} default run"] = partial(self._default, path)
            for years in (2_000, 20_000, 200_000):
                self._by_name[f"{path.stem} memory at {years:,}"] = partial(self._memory, path, years)

    @staticmethod
    def unit(name: str) -> str:
        """The unit of a quantity."""
        if "memory" in name:
            return "MB"
        if name in ("help", "import numpy"):
            return "s of CPU time"
        return "s" if name.endswith(("run", "%")) else "site-years/s"

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def measure(self, name: str, number: int) -> float:
        """One value, in round `number`; raises CommandFailed if a fresh process ends badly."""
        return self._by_name[name](number)

    # ------------------------------------------------------------------ in this process

    def _reference_idiomatic(self, number: int, always: bool = False) -> float:
        simulate = partial(idiomatic_reference_site.simulate, REPLICATIONS, number + 1, always=always)
        return IDIOMATIC_YEARS / cpu_s(simulate)

    def _two_crews_idiomatic(self, number: int, always: bool = False) -> float:
        simulate = partial(idiomatic_two_crews.simulate, REPLICATIONS, number + 1, always=always)
        return IDIOMATIC_YEARS / cpu_s(simulate)

    def _thai_nguyen_idiomatic(self, number: int) -> float:
        scenario = self._thai_nguyen_power
        replications = round(IDIOMATIC_YEARS / (scenario.model.horizon.length_h / HOURS_PER_YEAR))
        return IDIOMATIC_YEARS / cpu_s(
            partial(idiomatic_thai_nguyen.simulate, scenario, replications, number + 1)
        )

    @cached_property
    def _thai_nguyen_power(self) -> Scenario:
        return dcsim.read_scenario(THAI_NGUYEN_POWER)

    def _scenario(self, site: str) -> Scenario:
        if site == "two-crews":
            return with_crews(dcsim.read_scenario(REFERENCE), idiomatic_two_crews.CREWS)
        return WORKLOADS[site].scenario() if site in WORKLOADS else self._thai_nguyen_power

    def _driver(self, site: str, number: int, *, full: bool) -> float:
        """Blocks that were not run before, with a plant whose states and certificates are known."""
        if (site, full) not in self._ready:
            ready = self._ready[site, full] = Ready(self._scenario(site))
            ready.block(0, full=full)
        ready = self._ready[site, full]
        count = 1 if full else BLOCKS[site]
        blocks = range(1 + number * count, 1 + (number + 1) * count)
        return count * ready.block_years / cpu_s(partial(ready.blocks, blocks, full=full))

    # ------------------------------------------------------------------ in fresh processes

    def _fresh(self, number: int) -> float:
        """CPU time of everything: Python, imports, reading, states judged anew, the report."""
        options = ("--site-years", str(FRESH_YEARS), *ALONE)
        return FRESH_YEARS / self._run(REFERENCE, number, *options).cpu_s

    def _precise(self, number: int) -> float:
        """Wall clock; the rule is about service downtime, which on this site is downtime of the facility."""
        return self._run(REFERENCE, number, "--precision", "10%").wall_s

    def _default(self, path: Path, number: int) -> float:
        return self._run(path, number).wall_s

    def _memory(self, path: Path, years: int, number: int) -> float:
        return self._run(path, number, "--site-years", str(years), *ALONE).peak_mb

    def _run(self, path: Path, number: int, *options: str) -> Cost:
        """`dcsim run`, with another seed in each round."""
        return self._processes.cost(*RUN, str(path), "--seed", str(number + 1), *options)

    def _start(self, command: tuple[str, ...], _number: int) -> float:
        return statistics.median(self._processes.cost(*command).cpu_s for _ in range(STARTS))
