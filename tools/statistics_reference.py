#!/usr/bin/env python3
"""A run's statistics from its rows alone, by numpy and scipy, against those in its result.json.

    python3 tools/statistics_reference.py DIR

DIR is what `endorm bench NAME ... -o DIR` wrote. Needs numpy and scipy; shares no code with endorm. Of
ProcessBench it checks both halves' F1 at the threshold told, and that no threshold fits its half better. Of
comparisons it checks for each judge: comparisons won and tied, accuracy by length, the length curve, the
calibration's t, ECE and curve, RM-Bench's and DSP's matrices; for each difference McNemar's and Holm's p. The paired
bootstrap is drawn anew with other random numbers and must agree to within what 1,000 resamples allow. Prints
the largest differences; exits with 1 where one is too large.
"""
import json
import math
import sys
import zlib

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit
from scipy.stats import binomtest, chi2

EXACT_UP_TO = 1000
BINS = 10


def load(folder):
    rows = [json.loads(line) for line in open(f"{folder}/rows.jsonl", encoding="utf-8")]
    return rows, json.load(open(f"{folder}/result.json", encoding="utf-8"))


def second_half(row):
    key = f"{row['domain']}/{row['subset']}/{row['id']}"
    return zlib.crc32(key.encode()) >> 7 & 1 == 1


def calibration(margins, second):
    """t on the first half; ECE, ECE at t = 1 and the curve on the second."""
    known = np.isfinite(margins)
    first, held = margins[known & ~second], margins[known & second]
    loss = lambda t: np.logaddexp(0, -t * first).sum()
    if len(first) == 0 or first.sum() <= 0:
        t = 0.0
    elif not (first < 0).any():
        t = math.inf
    else:
        scale = np.abs(first).max()
        bracket = 1.0
        while loss(2 * bracket / scale) < loss(bracket / scale):
            bracket *= 2
        t = minimize_scalar(lambda u: loss(u / scale), bounds=(0, 4 * bracket), method="bounded", options={"xatol": 1e-11}).x / scale

    def curve(scale):
        size = np.abs(held)
        confidence = np.where(size == 0, 0.5, expit(np.where(size == 0, 0, scale * size)))
        right = np.where(held > 0, 1.0, np.where(held == 0, 0.5, 0.0))
        which = np.minimum(BINS - 1, ((confidence - 0.5) * 2 * BINS).astype(int))
        return [(confidence[which == b].mean(), right[which == b].mean(), (which == b).sum()) for b in range(BINS) if (which == b).any()]

    def ece(bins):
        return sum(n * abs(a - c) for c, a, n in bins) / max(1, len(held))

    fitted = curve(t)
    return t, ece(fitted), ece(curve(1)), fitted


def mcnemar(first, second):
    only, other = int((first & ~second).sum()), int((second & ~first).sum())
    n = only + other
    if n == 0:
        return only, other, 1.0
    if n <= EXACT_UP_TO:
        return only, other, binomtest(only, n, 0.5).pvalue
    return only, other, chi2.sf(max(0, abs(only - other) - 1) ** 2 / n, 1)


class Check:
    def __init__(self):
        self.worst = {}

    def same(self, name, own, theirs, tolerance):
        theirs = math.nan if theirs is None else theirs
        if math.isnan(own) and math.isnan(theirs):
            return
        off = abs(own - theirs) / tolerance
        self.worst[name] = max(self.worst.get(name, 0), off if math.isfinite(off) else 1e9)

    def report(self):
        for name, off in self.worst.items():
            print(f"{name:34s} largest difference {off:.2g} of what is allowed")
        return all(off <= 1 for off in self.worst.values())


def rm_bench(rows, won, judge, check):
    for domain, figures in judge["domains"].items():
        styles = ("concise", "plain", "markdown")
        cell = lambda i, j: np.mean([w for r, w in zip(rows, won) if r["domain"] == domain and r["cell"] == f"{i}>{j}"])
        matrix = [[cell(i, j) for j in styles] for i in styles]
        for own, theirs in zip(np.ravel(matrix), np.ravel(figures["matrix"])):
            check.same("matrix", own, theirs, 1e-12)
        hard = (matrix[0][1] + matrix[0][2] + matrix[1][2]) / 3
        easy = (matrix[1][0] + matrix[2][0] + matrix[2][1]) / 3
        normal = (matrix[0][0] + matrix[1][1] + matrix[2][2]) / 3
        for name, own in (("hard", hard), ("easy", easy), ("normal", normal)):
            check.same(name, own, figures[name], 1e-12)
        check.same("domain", (hard + easy + normal) / 3, figures["accuracy"], 1e-12)
    check.same("overall", np.mean([d["accuracy"] for d in judge["domains"].values()]), judge["overall"], 1e-12)


def interval(values, judge, check, tolerance):
    for own, theirs in zip(np.percentile(values, [2.5, 97.5]), judge["interval"]):
        check.same("bootstrap interval", own, theirs, tolerance)


def bootstrap(rows, won, judge, check):
    """Mean accuracy by domain of resampled prompts, where that is the protocol's figure."""
    prompts = {}
    for row, w in zip(rows, won):
        prompts.setdefault((row["domain"], row["subset"]), {}).setdefault(row["id"], []).append(w)
    random = np.random.default_rng(1)
    values = []
    for _ in range(2000):
        domains = {}
        for (domain, _subset), own in prompts.items():
            shares = np.array([np.mean(w) for w in own.values()])
            drawn = shares[random.integers(len(shares), size=len(shares))]
            domains.setdefault(domain, []).extend(drawn)
        values.append(np.mean([np.mean(v) for v in domains.values()]))
    interval(values, judge, check, 0.012)


def dsp(rows, won, judge, check):
    """The matrix of system prompts by test sets, its diagonal, and the diagonal's mean over resampled queries."""
    roles, domains = judge["matrix_rows"], judge["matrix_columns"]
    shares = {}
    for row, w in zip(rows, won):
        role, _, pair = row["cell"].partition("/")
        shares.setdefault((role, pair.partition(">")[0]), {}).setdefault(row["id"], []).append(w)
    for role, theirs in zip(roles, judge["matrix"]):
        for domain, cell in zip(domains, theirs):
            check.same("matrix", np.mean(np.ravel(list(shares[role, domain].values()))), cell, 1e-12)
    for at, domain in enumerate(domains):
        column = [row[at] for row in judge["matrix"]]
        check.same("domain", column[roles.index(domain)], judge["domains"][domain]["accuracy"], 1e-12)
        check.same("no system", column[roles.index("none")], judge["domains"][domain]["no_system"], 1e-12)
    ids = list(shares[domains[0], domains[0]])
    diagonal = np.array([np.mean([shares[domain, domain][i] for domain in domains]) for i in ids])
    check.same("overall", diagonal.mean(), judge["overall"], 1e-12)
    drawn = diagonal[np.random.default_rng(1).integers(len(ids), size=(2000, len(ids)))].mean(axis=1)
    interval(drawn, judge, check, 0.003)


def process(rows, result, check):
    """F1 of the first step below a threshold, which is fitted on the first half of each set."""

    def f1(own, threshold):
        hits = {True: [], False: []}
        for label, rewards in own:
            below = np.flatnonzero(rewards < threshold)
            hits[label < 0].append(len(rewards) > 0 and (below[0] if len(below) else -1) == label)
        right, wrong = (np.mean(hits[kind]) for kind in (True, False))
        return (2 * wrong * right / (wrong + right) if wrong + right else 0.0), wrong, right

    for name, judge in result["judges"].items():
        for domain, told in judge["domains"].items():
            halves = ([], [])
            for row in rows:
                if row["domain"] == domain:
                    halves[second_half(row)].append((row["label"], np.array(row["judges"][name]["rewards"])))
            first, held = halves
            # JSON has no infinity: a threshold that no reward reaches, or that all do.
            tau = told["threshold"]
            if tau is None:
                tau = max((-math.inf, math.inf), key=lambda t: f1(first, t)[0])
            check.same("held-out half", len(held), told["n_held_out"], 0.5)
            for what, own in zip(("accuracy", "accuracy_wrong", "accuracy_right"), f1(held, tau)):
                check.same(what, own, told[what], 1e-12)
            fitted = f1(first, tau)[0]
            check.same("F1 of the fitted half", fitted, told["f1_fitted_half"], 1e-12)
            every = np.unique(np.concatenate([rewards for _, rewards in first]))
            check.same("best F1 of the fitted half", max(f1(first, t)[0] for t in [*every, math.inf]), fitted, 1e-12)


def main():
    rows, result = load(sys.argv[1])
    if "label" in rows[0]:
        check = Check()
        process(rows, result, check)
        sys.exit(0 if check.report() else 1)
    second = np.array([second_half(row) for row in rows])
    longer = np.array([row["chosen_length"] - row["rejected_length"] for row in rows])
    check, wins = Check(), {}
    for name, judge in result["judges"].items():
        margins = np.array([math.nan if (m := row["judges"][name]["margin"]) is None else m for row in rows])
        won = margins > 0
        wins[name] = won
        tied = margins == 0
        check.same("won", won.sum(), judge["comparisons"]["won"], 0.5)
        check.same("tied", tied.sum(), judge["comparisons"]["tied"], 0.5)
        check.same("ties half", won.mean() + tied.mean() / 2, judge["comparisons"]["accuracy_ties_half"], 1e-12)
        known = np.isfinite(margins)
        m, d = margins[known], longer[known]
        length = judge["length"]
        check.same("longer is better", (d[d != 0] > 0).mean(), length["longer_is_better"], 1e-12)
        decided = (d != 0) & (m != 0)
        check.same("picks longer", ((m > 0) == (d > 0))[decided].mean() if decided.any() else math.nan, length["picks_longer"], 1e-12)
        check.same("right where longer", (m > 0)[d > 0].mean() if (d > 0).any() else math.nan, length["accuracy_better_longer"], 1e-12)
        check.same("right where shorter", (m > 0)[d < 0].mean() if (d < 0).any() else math.nan, length["accuracy_better_shorter"], 1e-12)
        order = np.argsort(d, kind="stable")
        for b, theirs in enumerate(length["curve"]):
            own = order[len(d) * b // BINS : len(d) * (b + 1) // BINS]
            if len(length["curve"]) == BINS:
                check.same("length curve", (m > 0)[own].mean(), theirs["accuracy"], 1e-12)
        t, ece, raw, curve = calibration(margins, second)
        theirs = judge["calibration"]
        if math.isfinite(t):
            check.same("t, relative", t / max(1e-300, theirs["t"]) if t > 0 else theirs["t"] + 1, 1, 1e-4)
            check.same("ECE", ece, theirs["ece"], 1e-4)
        check.same("ECE at t = 1", raw, theirs["ece_unscaled"], 1e-12)
        if result["benchmark"] == "rm-bench":
            rm_bench(rows, won, judge, check)
        if result["benchmark"] == "dsp":
            dsp(rows, won, judge, check)
        if result["benchmark"] in ("rm-bench", "llmbar", "pairs"):
            bootstrap(rows, won, judge, check)
    p = []
    for difference in result["differences"]:
        only, other, own = mcnemar(wins[difference["first"]], wins[difference["second"]])
        check.same("only first", only, difference["only_first"], 0.5)
        check.same("only second", other, difference["only_second"], 0.5)
        check.same("McNemar p", own, difference["mcnemar_p"], 1e-6)
        p.append(own)
    highest = 0
    for rank, i in enumerate(np.argsort(p, kind="stable")):
        highest = max(highest, min(1, (len(p) - rank) * p[i]))
        check.same("Holm p", highest, result["differences"][i]["mcnemar_p_holm"], 1e-5)
    sys.exit(0 if check.report() else 1)


if __name__ == "__main__":
    main()
