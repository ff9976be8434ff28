#!/usr/bin/env python3
"""How far endorm's token rewards are from golden ones, by format.

    python3 tools/golden_error.py GOLDEN.jsonl [--dtype float32 bfloat16] [--model smollm2] [--endorm ./endorm]

GOLDEN holds {"prompt_ids", "response_ids", "token_rewards", "reward_sum"} lines of a float32 reference.
"""
import argparse
import json
import subprocess

parser = argparse.ArgumentParser()
parser.add_argument("golden")
parser.add_argument("--dtype", nargs="*", default=["float32", "bfloat16"])
parser.add_argument("--model", default="smollm2")
parser.add_argument("--endorm", default="./endorm")
args = parser.parse_args()

with open(args.golden) as file:
    rows = [json.loads(line) for line in file]
ids = "".join(json.dumps({k: r[k] for k in ("prompt_ids", "response_ids")}) + "\n" for r in rows)
for dtype in args.dtype:
    command = [args.endorm, "score", "-", "--quiet", "--tokens", "--model", args.model, "--dtype", dtype]
    lines = subprocess.run(command, input=ids, capture_output=True, text=True, check=True).stdout.splitlines()
    scored = [json.loads(line) for line in lines]
    errors = [
        abs(a - b) for r, s in zip(rows, scored, strict=True)
        for a, b in zip(r["token_rewards"], s["token_rewards"], strict=True)]
    worst = max(abs(r["reward_sum"] - s["reward"]) for r, s in zip(rows, scored, strict=True))
    print(f"{dtype}: {len(errors)} tokens, mean error {sum(errors) / len(errors):.5f},"
          f" largest {max(errors):.5f}, largest of a sum {worst:.5f}")
