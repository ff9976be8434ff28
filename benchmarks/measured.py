"""A command's seconds, its peak RSS in MB, and what it printed.

It runs below a small process of its own, this file, because a child's peak counts what its parent held when it
was forked.
"""
import json
import resource
import subprocess
import sys
import time


def measured(*command):
    """(seconds, MB, standard output); ends this program where the command fails."""
    told = subprocess.run([sys.executable, __file__, *command], stdout=subprocess.PIPE, text=True)
    if told.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {told.returncode}")
    *printed, figures = told.stdout.splitlines()
    return *json.loads(figures), "\n".join(printed)


def first_line(*command):
    """Seconds until a command has printed its first line; ends this program where it prints none."""
    start = time.perf_counter()
    with subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE) as process:
        line = process.stdout.readline()
        seconds = time.perf_counter() - start
        process.stdout.read()
    if not line:
        sys.exit(f"{' '.join(map(str, command))} printed nothing")
    return seconds


if __name__ == "__main__":
    start = time.perf_counter()
    status = subprocess.call(sys.argv[1:])
    seconds = time.perf_counter() - start
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6]))
    sys.exit(status)
