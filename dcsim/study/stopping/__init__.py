"""When a run ends, and what it says of its end. The method is told in docs/method.md."""

from dcsim.study.stopping.account import Stop, account
from dcsim.study.stopping.needed import Needed, unseen_h
from dcsim.study.stopping.rule import Ending, Rule, rule_of
from dcsim.study.stopping.watch import Watch

__all__ = ["Ending", "Needed", "Rule", "Stop", "Watch", "account", "rule_of", "unseen_h"]
