"""Energy by month: what the site takes from the grid in each hour class, and what of it is not for the IT."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dcsim.measures.energy.ambient import Follows
from dcsim.measures.energy.hours import CLASSES, Floats, class_shares
from dcsim.measures.energy.losses import Units, per_mw_of_consumers
from dcsim.measures.energy.site_power import Amount, ByName, Chain, Curve
from dcsim.plant import Plant
from dcsim.scenario.calendar import MonthBegin, month_begins

KG_PER_T = KW_PER_MW = LITRES_PER_M3 = 1000.0


@dataclass(frozen=True)
class Tariff:
    """What energy costs and how much CO2 it brings.

    Grid electricity in each hour class, USD/kWh without tax, and kg/kWh; diesel in USD/L and kg/L.
    """

    usd_per_kwh: tuple[float, float, float]
    co2_kg_per_kwh: float
    diesel_usd_per_l: float
    diesel_co2_kg_per_l: float
    words: str


@dataclass(frozen=True)
class Tests:
    """Diesel that tests burn: m³ a year for each set of a genset node in service."""

    m3_per_set_year: Mapping[int, float]


@dataclass(frozen=True)
class EnergyUse:
    """Energy by replication and month, arrays of shape (replications, months), MWh.

    `by_class` is what the site takes from the grid in each hour class, shape (3, replications, months);
    `hours` the length of each month, h. Water and diesel (of tests) in m³.
    """

    months: tuple[MonthBegin, ...]
    hours: Floats
    it_mwh: Floats
    cooling_mwh: Floats
    loads_mwh: Floats
    by_class: Floats
    water_m3: Floats
    test_diesel_m3: Floats
    tariff: Tariff | None
    words: str

    @cached_property
    def site_mwh(self) -> Floats:
        """What the site takes from the grid."""
        return np.asarray(self.by_class.sum(axis=0))

    @cached_property
    def losses_mwh(self) -> Floats:
        """What is lost on the way to IT, cooling and loads; for a curve all that is not IT."""
        return self.site_mwh - self.it_mwh - self.cooling_mwh - self.loads_mwh

    @cached_property
    def pue(self) -> Floats:
        """Site energy ÷ IT energy; not a number in months without IT."""
        return np.divide(
            self.site_mwh, self.it_mwh, out=np.full_like(self.site_mwh, np.nan), where=self.it_mwh > 0
        )

    @cached_property
    def cost_usd(self) -> Floats | None:
        """What the grid company charges for energy, without tax; None without a tariff."""
        if self.tariff is None:
            return None
        return np.tensordot(np.asarray(self.tariff.usd_per_kwh) * KW_PER_MW, self.by_class, axes=1)

    @cached_property
    def test_diesel_usd(self) -> Floats | None:
        """What the diesel of tests costs."""
        if self.tariff is None:
            return None
        return self.test_diesel_m3 * LITRES_PER_M3 * self.tariff.diesel_usd_per_l

    @cached_property
    def co2_t(self) -> Floats | None:
        """CO2 of what is taken from the grid and of the diesel of tests, t; None where no factor is known."""
        if self.tariff is None:
            return None
        diesel_t = self.test_diesel_m3 * LITRES_PER_M3 * self.tariff.diesel_co2_kg_per_l / KG_PER_T
        return self.site_mwh * self.tariff.co2_kg_per_kwh + diesel_t


@dataclass(frozen=True)
class Account:
    """Everything of a site that its energy follows from.

    `hall_of` has the hall of each tenant, `class_means` the mean draw in each hour class, relative to that of
    the month, of tenants and halls whose draw goes by the hour.
    """

    plant: Plant
    start: dt.date | None
    power: Chain | Curve
    schedule: str
    tariff: Tariff | None
    tests: Tests
    m3_per_mwh: float
    hall_of: Mapping[str, str]
    class_means: Mapping[str, Floats]

    def over(
        self,
        hours: Floats,
        drawn: Mapping[str, Floats],
        serving: Mapping[str, Floats] | None = None,
        sets: Sequence[Units] = (),
        set_at: NDArray[np.int64] | None = None,
    ) -> EnergyUse:
        """The energy of many replications; `hours` are the lengths of the months from the start on.

        `drawn` is the mean IT draw in each month by tenant (or by hall, where it has no tenants), MW, shape
        (replications, months), `serving` the share of each month that halls and loads are in service (left
        out: all of it), `set_at` which of the units in service of `sets` were there in each month (not
        given: everything is).
        """
        shape = next(iter(drawn.values())).shape if drawn else (1, len(hours))
        per_mw = self._per_mw(sets, set_at)
        months = self._months(hours)
        calendar = np.array([begin.month - 1 for begin in months])
        shares = class_shares(self.schedule)
        it, cooling, loads, heat = (np.zeros(shape) for _ in range(4))
        by_class = np.zeros((len(CLASSES), *shape))
        for number in range(len(CLASSES)):
            length = hours * shares[number]

            def weather(follows: Follows, number: int = number) -> Floats:
                return np.asarray(follows.months[calendar, number] / follows.design)

            power = self.power.draws(self._by_hall(drawn, number, shape), serving or {}, weather, per_mw)
            by_class[number] = power.site * length
            it += power.it * length
            cooling += power.cooling * length
            loads += power.loads * length
            heat += power.evaporating * length
        return EnergyUse(
            months,
            hours,
            it,
            cooling,
            loads,
            by_class,
            heat * self.m3_per_mwh,
            np.broadcast_to(self._tested(sets, set_at) * hours / 8760.0, shape),
            self.tariff,
            self.power.words,
        )

    def _months(self, hours: Floats) -> tuple[MonthBegin, ...]:
        """The calendar months; of a horizon without a first day twelve equal ones a year from January on."""
        if self.start is not None:
            return tuple(month_begins(self.start, float(hours.sum())))
        begins = np.cumsum(hours) - hours
        return tuple(MonthBegin(1 + n // 12, 1 + n % 12, float(hour)) for n, hour in enumerate(begins))

    def _by_hall(self, drawn: Mapping[str, Floats], number: int, shape: tuple[int, ...]) -> dict[str, Floats]:
        """IT by hall in an hour class, MW."""
        halls = {hall.name: np.zeros(shape) for hall in self.plant.halls}
        for name, mw in drawn.items():
            means = self.class_means.get(name)
            halls[self.hall_of.get(name, name)] += mw if means is None else mw * means[number]
        return halls

    def _per_mw(self, sets: Sequence[Units], set_at: NDArray[np.int64] | None) -> ByName:
        """Source power for each MW by consumer; of what no source reaches in a set, as if all were there."""
        whole = per_mw_of_consumers(self.plant)
        if set_at is None:
            return whole
        found = [per_mw_of_consumers(self.plant, units, whole) for units in sets]
        return {
            name: whole[name]
            if all(one[name] == whole[name] for one in found)
            else np.array([one[name] for one in found])[set_at]
            for name in whole
        }

    def _tested(self, sets: Sequence[Units], set_at: NDArray[np.int64] | None) -> Amount:
        """Diesel burnt by tests in a year, m³."""
        per_set = self.tests.m3_per_set_year
        if set_at is None:
            return sum(self.plant.nodes[i].count * m3 for i, m3 in per_set.items())
        return np.array([sum(units[i] * m3 for i, m3 in per_set.items()) for units in sets])[set_at]
