"""Energy, climate and money of a site by month: pure functions of IT load, plant, weather and prices."""

from dcsim.measures.energy.account import Account, EnergyUse, Tariff
from dcsim.measures.energy.ambient import Ambient, ambient_by_hour, ambient_by_month
from dcsim.measures.energy.balance import GroupPower, PowerBalance, power_balance
from dcsim.measures.energy.hours import CLASSES, class_means, class_shares
from dcsim.measures.energy.money import SlipMoney, capex_musd, lost_usd, slip_money
from dcsim.measures.energy.of_scenario import account_of, ambient_of, tariff_of
from dcsim.measures.energy.summary import by_year, estimates

__all__ = [
    "CLASSES",
    "Account",
    "Ambient",
    "EnergyUse",
    "GroupPower",
    "PowerBalance",
    "SlipMoney",
    "Tariff",
    "account_of",
    "ambient_by_hour",
    "ambient_by_month",
    "ambient_of",
    "by_year",
    "capex_musd",
    "class_means",
    "class_shares",
    "estimates",
    "lost_usd",
    "power_balance",
    "slip_money",
    "tariff_of",
]
