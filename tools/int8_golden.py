#!/usr/bin/env python3
"""Writes what a tiny model gives when some of its products round both operands to 8-bit integers.

    python3 tools/int8_golden.py testkit/src/main/resources/org/endorm/testkit/tiny/llama

Needs torch and transformers. Gate, up and attention's output round each row of the weight, and each row
of the input, to 127 steps of its largest number; everything else stays float32. Writes int8.json: q and v
of each case of golden.json.
"""
import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM

ROUNDED = ("gate_proj", "up_proj", "o_proj")


def rounded(x):
    scales = x.abs().amax(-1, keepdim=True).div(127).clamp_min(torch.finfo(torch.float32).tiny)
    return x.div(scales).round().mul(scales)


def round_operands(linear):
    weight = rounded(linear.weight.data)
    linear.forward = lambda x: torch.nn.functional.linear(rounded(x), weight, linear.bias)


folder = Path(sys.argv[1])
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
for name, module in model.named_modules():
    if name.endswith(ROUNDED):
        round_operands(module)
cases = []
for case in json.loads((folder / "golden.json").read_text())["cases"]:
    prompt, response = case["prompt"], torch.tensor(case["response"])
    with torch.no_grad():
        logits = model(torch.tensor([prompt + case["response"]])).logits[0].double()
    states = logits[len(prompt) - 1 : len(prompt) - 1 + len(response)]
    q, v = states.gather(1, response[:, None])[:, 0], states.logsumexp(-1)
    cases.append({"q": [round(x, 6) for x in q.tolist()], "v": [round(x, 6) for x in v.tolist()]})
(folder / "int8.json").write_text(json.dumps({"cases": cases}) + "\n")
