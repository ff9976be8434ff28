#!/usr/bin/env python3
"""RM-Bench by transformers alone: the 3x3 matrices that `endorm bench rm-bench` must give.

    python3 tools/rm_bench_reference.py MODEL DATA [--limit N] [--result RESULT.json] [--scores SCORES.jsonl]

MODEL is a Hugging Face folder or a .gguf file, DATA the folder with RM-Bench's *_filtered.json. Needs
torch and transformers (and gguf for a GGUF file); shares no code with endorm. Computes in float32, one
answer at a time, two rewards: endorm, the sum over the answer of Q(s,a) - V(s') with V = 0 after the end,
and likelihood-mean, the mean of log pi. Prints the matrices and the smallest margin. With --result they
are compared, cell by cell, with a run's result.json of the same prompts; exits with 1 where one differs.
--scores keeps the rewards, and goes on where they leave off.
"""
import argparse
import json
import os
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

STYLES = ("concise", "plain", "markdown")
FILES = {"chat": "chat", "math": "math", "code": "code", "safety-refuse": "safety", "safety-response": "safety"}
JUDGES = ("endorm", "likelihood-mean")


def prompts(data, limit):
    for part, domain in FILES.items():
        path = os.path.join(data, part + "_filtered.json")
        if os.path.exists(path):
            for number, row in enumerate(json.load(open(path, encoding="utf-8"))[:limit]):
                yield domain, f"{part}/{number}", row


def trajectory(tokenizer, prompt, answer):
    """(prompt ids, answer ids with the end token that the template prints)."""
    user = [{"role": "user", "content": prompt}]
    before = tokenizer.apply_chat_template(user, tokenize=False, add_generation_prompt=True)
    whole = tokenizer.apply_chat_template(user + [{"role": "assistant", "content": answer}], tokenize=False)
    if not whole.startswith(before + answer):
        raise ValueError("the template rewrites the answer")
    after = tokenizer(whole[len(before + answer) :], add_special_tokens=False).input_ids
    ids = tokenizer(answer, add_special_tokens=False).input_ids
    return tokenizer(before, add_special_tokens=False).input_ids, ids + after[:1]


@torch.no_grad()
def rewards(model, tokenizer, prompt, answer):
    before, response = trajectory(tokenizer, prompt, answer)
    logits = model(torch.tensor([before + response])).logits[0, len(before) - 1 : -1].double()
    q = logits.gather(1, torch.tensor(response)[:, None])[:, 0]
    v = logits.logsumexp(-1)
    endorm = (q - torch.cat([v[1:], v.new_zeros(1)])).sum().item()
    return {"endorm": endorm, "likelihood-mean": (q - v).mean().item(), "tokens": len(response)}


def restore_pre_tokenizer(tokenizer, path):
    """transformers drops a GGUF file's own step before byte-level BPE; smollm's takes digits one by one."""
    from gguf import GGUFReader
    from tokenizers.pre_tokenizers import ByteLevel, Digits, Sequence

    field = GGUFReader(path).get_field("tokenizer.ggml.pre")
    name = field.contents() if field else "default"
    if name == "smollm":
        steps = [Digits(individual_digits=True), ByteLevel(add_prefix_space=False)]
        tokenizer.backend_tokenizer.pre_tokenizer = Sequence(steps)
    elif name not in ("default", "gpt-2"):
        sys.exit(f"{path}: this script knows no pre-tokenizer {name}; use a Hugging Face folder")


def opened(path):
    """Tokenizer and float32 model of a Hugging Face folder or a .gguf file."""
    folder, name = os.path.split(os.path.abspath(path))
    gguf = name.endswith(".gguf")
    where, options = (folder, {"gguf_file": name}) if gguf else (path, {})
    tokenizer = AutoTokenizer.from_pretrained(where, **options)
    if gguf:
        restore_pre_tokenizer(tokenizer, path)
    return tokenizer, AutoModelForCausalLM.from_pretrained(where, dtype=torch.float32, **options).eval()


def scored(args):
    """For each prompt its domain and the rewards of its three chosen and three rejected answers."""
    tokenizer, model = opened(args.model)
    kept = {}
    if args.scores and os.path.exists(args.scores):
        kept = {row["key"]: row for row in map(json.loads, open(args.scores, encoding="utf-8"))}
    out = open(args.scores, "a", encoding="utf-8") if args.scores else None
    for domain, key, row in prompts(args.data, args.limit):
        if key not in kept:
            sides = {side: [rewards(model, tokenizer, row["prompt"], a) for a in row[side]] for side in ("chosen", "rejected")}
            kept[key] = {"key": key, **sides}
            if out:
                out.write(json.dumps(kept[key]) + "\n")
                out.flush()
        yield domain, kept[key]


def matrices(rows, judge):
    """By domain the shares won: rows by the style of the chosen answer, columns of the rejected one."""
    won, count, least = {}, {}, float("inf")
    for domain, row in rows:
        cells = won.setdefault(domain, [[0] * 3 for _ in STYLES])
        count[domain] = count.get(domain, 0) + 1
        for i in range(3):
            for j in range(3):
                margin = row["chosen"][i][judge] - row["rejected"][j][judge]
                least = min(least, abs(margin))
                cells[i][j] += margin > 0
    return {d: [[n / count[d] for n in line] for line in cells] for d, cells in won.items()}, least


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("data")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--result")
    parser.add_argument("--scores")
    args = parser.parse_args()
    rows = list(scored(args))
    theirs = json.load(open(args.result, encoding="utf-8"))["judges"] if args.result else {}
    differ = compared = 0
    for judge in JUDGES:
        own, least = matrices(rows, judge)
        print(f"{judge}: {len(rows)} prompts, smallest margin {least:.3g}")
        for domain, cells in own.items():
            hard = (cells[0][1] + cells[0][2] + cells[1][2]) / 3
            print(f"  {domain:7s}", " | ".join(" ".join(f"{100 * c:5.1f}" for c in line) for line in cells), f" hard {100 * hard:.1f}")
            if judge in theirs:
                other = theirs[judge]["domains"][domain]["matrix"]
                differ += sum(abs(a - b) > 1e-9 for x, y in zip(cells, other) for a, b in zip(x, y))
                compared += 9
    if args.result:
        print(f"{compared} cells compared, {differ} differ")
    sys.exit(1 if differ or (args.result and not compared) else 0)


if __name__ == "__main__":
    main()
