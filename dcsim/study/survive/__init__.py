"""The grid is gone at hour 0 and stays gone: how long does a site last, on what, and what ends it first?"""

from dcsim.study.survive.answer import FirstLoss, StoreLeft, Survival
from dcsim.study.survive.by_start import AtStart, SurvivalByStart, survive_by_start
from dcsim.study.survive.ended import NOTHING_FAILED, what_ended_it
from dcsim.study.survive.question import HOURS, checked_hours, survive
from dcsim.study.survive.replay import without_grid
from dcsim.study.survive.starts import Start
from dcsim.study.survive.stores import Store, stores_of

__all__ = [
    "HOURS",
    "NOTHING_FAILED",
    "AtStart",
    "FirstLoss",
    "Start",
    "Store",
    "StoreLeft",
    "Survival",
    "SurvivalByStart",
    "checked_hours",
    "stores_of",
    "survive",
    "survive_by_start",
    "what_ended_it",
    "without_grid",
]
