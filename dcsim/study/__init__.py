"""Questions put to a scenario: run it and judge it."""

from dcsim.study.result import EngineInfo, Result
from dcsim.study.run import Progress, observe, result_of, run

__all__ = ["EngineInfo", "Progress", "Result", "observe", "result_of", "run"]
