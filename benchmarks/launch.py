"""Run a command and print its cost as JSON: wall-clock and CPU seconds, peak memory of its largest process.

A process of its own, and a small one: the system counts the memory of whoever starts a command as the
command's until it has begun.
"""

import json
import os
import subprocess
import sys
import time


def main() -> int:
    """Exit with the exit code of the command; its output is thrown away, its errors are passed on."""
    begin = time.perf_counter()
    process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - begin
    print(json.dumps({"wall_s": wall_s, "cpu_s": used.ru_utime + used.ru_stime, "peak_kib": used.ru_maxrss}))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
