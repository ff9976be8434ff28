#!/usr/bin/env python3
"""How alike two runs of a benchmark of comparisons order its pairs, judge by judge.

    python3 tools/order_agreement.py DIR OTHER

DIR and OTHER are what `endorm bench NAME ... -o DIR` wrote, such as in two `--dtype`s; compared are the comparisons
and judges that both hold. Prints for each judge and part of the benchmark the share of pairs that both order alike,
the accuracy of each, and the largest margin, in the first run, of a pair that the second turns around.
"""
import json
import sys
from collections import defaultdict

sys.stdout.reconfigure(encoding="utf-8")


def comparisons(folder):
    with open(f"{folder}/rows.jsonl", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {tuple(str(row.get(key)) for key in ("domain", "subset", "id", "cell")): row for row in rows}


def right(verdict):
    return 0.5 if verdict["tie"] else float(verdict["correct"])


first, second = comparisons(sys.argv[1]), comparisons(sys.argv[2])
parts = defaultdict(list)
for key in first.keys() & second.keys():
    for judge, ours in first[key]["judges"].items():
        theirs = second[key]["judges"].get(judge)
        if theirs and None not in (ours["margin"], theirs["margin"]):
            for part in ("all", key[0]):
                parts[judge, part].append((ours, theirs))
if not parts:
    sys.exit("the runs hold no comparison in common")
print(f"{'judge':20}{'part':10}{'pairs':>8}{'alike %':>9}{'first %':>9}{'second %':>10}{'largest turned':>16}")
for (judge, part), pairs in sorted(parts.items()):
    turned = [abs(a["margin"]) for a, b in pairs if right(a) != right(b)]
    share = 100 * (1 - len(turned) / len(pairs))
    accuracies = [100 * sum(right(pair[i]) for pair in pairs) / len(pairs) for i in (0, 1)]
    print(
        f"{judge:20}{part:10}{len(pairs):8,}{share:9.2f}{accuracies[0]:9.2f}{accuracies[1]:10.2f}"
        f"{max(turned, default=0):16.3g}"
    )
