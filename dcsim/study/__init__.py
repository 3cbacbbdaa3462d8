"""Questions put to a scenario: run it and judge it."""

from dcsim.study.facts import facts_of, observed
from dcsim.study.result import EngineInfo, Result
from dcsim.study.run import Progress, result_of, run

__all__ = ["EngineInfo", "Progress", "Result", "facts_of", "observed", "result_of", "run"]
