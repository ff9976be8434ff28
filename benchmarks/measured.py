"""Runs a command; prints its seconds and its peak RSS in MB as JSON, and ends as it ended.

A small process of its own, because a child's peak counts what its parent held when it was forked.
"""
import json
import resource
import subprocess
import sys
import time

start = time.perf_counter()
status = subprocess.call(sys.argv[1:])
seconds = time.perf_counter() - start
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]))
sys.exit(status)
