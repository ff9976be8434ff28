#!/usr/bin/env python3
"""Writes tiny random reward models with a trained head, and what transformers says of random rows.

    python3 tools/head_models.py OUT [--seed N]

Each OUT/NAME holds config.json, model.safetensors and golden.json: {"cases": [{"ids": [n], "outputs": [n][width]}]}, the head's raw
outputs after every token. Needs torch, transformers and safetensors. The head of Qwen2ForProcessRewardModel, which transformers
itself lacks, is two linear layers with a ReLU between them on the state after the final norm, as its published code has it.
"""
import argparse
import json
import os
import shutil

import torch
import transformers
from safetensors.torch import save_file
from transformers import AutoModel

import make_golden as golden

# Family, the class's name, outputs.
MODELS = {
    "llama": ("LlamaForSequenceClassification", 1), "qwen2": ("Qwen2ForSequenceClassification", 1),
    "qwen3": ("Qwen3ForSequenceClassification", 1), "gemma2": ("Gemma2ForSequenceClassification", 1),
    "mistral": ("MistralForSequenceClassification", 3), "qwen2-yarn": ("Qwen2ForProcessRewardModel", 2),
}


def model_of(name, outputs, g):
    """The decoder, and the head as a module."""
    body = AutoModel.from_config(golden.ARCHS[name](), attn_implementation="eager").float().eval()
    hidden = body.config.hidden_size
    two = MODELS[name][0].endswith("ProcessRewardModel")
    score = torch.nn.Sequential(torch.nn.Linear(hidden, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, outputs)) if two \
        else torch.nn.Linear(hidden, outputs, bias=False)
    golden.init(body, g)
    golden.init(score, g)
    for module in (body, score):
        for p in module.parameters():
            p.data = p.data.to(torch.bfloat16).float()
    return body, score


@torch.no_grad()
def write(name, out, seed):
    g = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    architecture, outputs = MODELS[name]
    body, score = model_of(name, outputs, g)
    folder = os.path.join(out, name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    body.config.save_pretrained(folder)
    path = os.path.join(folder, "config.json")
    config = json.load(open(path)) | {"architectures": [architecture], "id2label": {str(i): f"LABEL_{i}" for i in range(outputs)}}
    json.dump(config, open(path, "w"), indent=2)
    weights = {"model." + k: v for k, v in body.state_dict().items()} | {"score." + k: v for k, v in score.state_dict().items()}
    save_file({k: v.to(torch.bfloat16).contiguous() for k, v in weights.items()}, os.path.join(folder, "model.safetensors"))
    cases = []
    for n in (1, 9, 60):
        ids = torch.randint(3, golden.V, (n,), generator=g).tolist()
        states = body(torch.tensor([ids])).last_hidden_state[0]
        cases.append(dict(ids=ids, outputs=score(states).tolist()))
    if not architecture.endswith("ProcessRewardModel"):
        check(folder, architecture, cases)
    json.dump(golden.short(dict(arch=architecture, transformers=transformers.__version__, cases=cases)),
              open(os.path.join(folder, "golden.json"), "w"))
    print(name)


def check(folder, architecture, cases):
    """That transformers, which tells the last output alone, says the same."""
    model = getattr(transformers, architecture).from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    model.config.pad_token_id = None
    for case in cases:
        last = model(torch.tensor([case["ids"]])).logits[0]
        assert torch.allclose(last, torch.tensor(case["outputs"][-1]), atol=1e-5), (architecture, last)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out")
    ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    for name in MODELS:
        write(name, a.out, a.seed)


if __name__ == "__main__":
    main()
