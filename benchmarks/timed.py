"""Runs a command and prints its seconds by the clock, of the processors, and its most memory in KB: `python timed.py COMMAND...`.

A process of its own and a small one: the memory of a child counts from what its parent had when it was started.
"""

import json
import os
import sys
import time

if __name__ == "__main__":
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.monotonic()
    process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
    _, status, usage = os.wait4(process, 0)  # of the process and of all that it waited for: the workers too
    seconds = time.monotonic() - start
    print(json.dumps([seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
    sys.exit(os.waitstatus_to_exitcode(status))
