#!/usr/bin/env python3
"""Rows of token ids to measure with.

    python3 benchmarks/cases.py CASE [VOCABULARY] > ROWS.jsonl

A case is ROWSxTOKENS, rows of so many random tokens, half of each prompt; or ROWSxTOKENS+PROMPT, answers of so many
tokens to one prompt. VOCABULARY is that of the default model where it is not told.
"""
import json
import random
import sys

VOCABULARY = 49152


def rows(case, vocabulary=VOCABULARY):
    draw = random.Random(1)
    size, _, shared = case.partition("+")
    count, tokens = map(int, size.split("x"))
    prompt = ids(draw, int(shared), vocabulary) if shared else None
    for _ in range(count):
        own = ids(draw, tokens, vocabulary)
        half = 0 if shared else tokens // 2
        yield {"prompt_ids": prompt or own[:half], "response_ids": own[half:]}


def ids(draw, count, vocabulary):
    return [draw.randrange(1000, vocabulary) for _ in range(count)]


def lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def naive(rows):
    """Tokens that a loop over answers feeds to a model."""
    return sum(len(r["prompt_ids"]) + len(r["response_ids"]) for r in rows)


def distinct(rows):
    """Tokens, and tokens whose logits are asked for, when what rows share is counted once."""
    nodes, asked = set(), set()
    for r in rows:
        path = 0
        ids = r["prompt_ids"] + r["response_ids"]
        for i, token in enumerate(ids):
            path = hash((path, token))
            nodes.add(path)
            if len(r["prompt_ids"]) - 1 <= i < len(ids) - 1:
                asked.add(path)
    return len(nodes), len(asked)


if __name__ == "__main__":
    sys.stdout.write(lines(rows(sys.argv[1], *map(int, sys.argv[2:]))))
