#!/usr/bin/env python3
"""Writes tiny random models with quantised weights, and what transformers says of the weights that these stand for.

    python3 tools/quantised_models.py OUT [--model NAME ...] [--seed N] [--list]

Each OUT/NAME holds config.json, model.safetensors and golden.json as make_golden.py writes it. Needs torch, transformers and
safetensors. Numbers are packed here as the methods' programs lay them out (see quantised_golden.py); activations stay as they are.
"""
import argparse
import json
import os
import shutil

import numpy as np
import torch
import transformers
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM
from transformers.integrations.mxfp4 import convert_moe_packed_tensors

import make_golden as golden
from quantised_golden import AWQ_ORDER, packed_columns, packed_rows, words

GROUP = 16


def fp8(rng, weight, granularity):
    numbers = torch.from_numpy(rng.normal(0, 100, weight.shape).astype(np.float32)).to(torch.float8_e4m3fn)
    rows, columns = weight.shape
    block = {"tensor": (rows, columns), "row": (1, columns), "block": (16, 12)}[granularity]
    shape = [-(-size // step) for size, step in zip(weight.shape, block)]
    scale = torch.from_numpy(rng.uniform(0.001, 0.003, shape).astype(np.float32))
    spread = scale.repeat_interleave(block[0], 0)[:rows].repeat_interleave(block[1], 1)[:, :columns]
    return numbers, scale, numbers.float() * spread


def int4(rng, weight, inputs_in_order=True):
    """Random numbers [inputs, outputs], zeros and scales by group, each input's group, and the weight."""
    outputs, inputs = weight.shape
    groups = -(-inputs // GROUP)
    numbers = rng.integers(0, 16, (inputs, outputs))
    zeros = rng.integers(4, 12, (groups, outputs))
    scales = torch.from_numpy(rng.uniform(0.02, 0.08, (groups, outputs)).astype(np.float16))
    group = np.arange(inputs) // GROUP
    if not inputs_in_order:
        rng.shuffle(group)
    dense = (torch.from_numpy(numbers - zeros[group]).float() * scales.float()[group]).T.contiguous()
    return numbers, zeros, scales, group, dense


def gptq(rng, layer, weight, version):
    numbers, zeros, scales, group, dense = int4(rng, weight, version == 1)
    return {layer + ".qweight": words(packed_rows(numbers)), layer + ".qzeros": words(packed_columns(zeros - (version == 1))),
            layer + ".scales": scales, layer + ".g_idx": torch.from_numpy(group.astype(np.int32))}, dense


def awq(rng, layer, weight):
    numbers, zeros, scales, _, dense = int4(rng, weight)
    return {layer + ".qweight": words(packed_columns(numbers, AWQ_ORDER)), layer + ".qzeros": words(packed_columns(zeros, AWQ_ORDER)),
            layer + ".scales": scales}, dense


def scaled(rng, layer, weight, granularity, suffix):
    numbers, scale, dense = fp8(rng, weight, granularity)
    scale = scale.reshape(()) if granularity == "tensor" else scale
    return {layer + ".weight": numbers, layer + suffix: scale}, dense


def mxfp4(rng, name, stack):
    """Experts of gpt-oss, [experts, in, out] in transformers."""
    experts, inputs, outputs = stack.shape
    blocks = torch.from_numpy(rng.integers(0, 256, (experts, outputs, inputs // 32, 16), dtype=np.uint8))
    scales = torch.from_numpy(rng.integers(122, 126, (experts, outputs, inputs // 32), dtype=np.uint8))
    return {name + "_blocks": blocks, name + "_scales": scales}, convert_moe_packed_tensors(blocks, scales, dtype=torch.float32)


COMPRESSED = dict(quant_method="compressed-tensors", format="float-quantized", ignore=["lm_head"], kv_cache_scheme=None,
                  quantization_status="compressed", config_groups=dict(group_0=dict(targets=["Linear"], weights=dict(
                      num_bits=8, type="float", strategy="channel", symmetric=True, dynamic=False))))
FOUR = dict(bits=4, group_size=GROUP)

# Family, what the config says, and how a linear layer is written.
MODELS = {
    "llama-fp8-block": ("llama", dict(quant_method="fp8", activation_scheme="dynamic", fmt="e4m3", weight_block_size=[16, 12]),
                        lambda r, l, w: scaled(r, l, w, "block", ".weight_scale_inv")),
    "phi3-fp8-tensor": ("phi3", dict(quant_method="fp8", activation_scheme="static", weight_block_size=None),
                        lambda r, l, w: scaled(r, l, w, "tensor", ".weight_scale")),
    "qwen3-fp8-row": ("qwen3", COMPRESSED, lambda r, l, w: scaled(r, l, w, "row", ".weight_scale")),
    "qwen2-gptq": ("qwen2", dict(quant_method="gptq", sym=True, desc_act=False, **FOUR), lambda r, l, w: gptq(r, l, w, 1)),
    "glm4-gptq-v2": ("glm4", dict(quant_method="gptq", sym=False, desc_act=True, checkpoint_format="gptq_v2", **FOUR),
                     lambda r, l, w: gptq(r, l, w, 2)),
    "mistral-awq": ("mistral", dict(quant_method="awq", version="gemm", zero_point=True, modules_to_not_convert=None, **FOUR), awq),
    "gpt_oss-mxfp4": ("gpt_oss", dict(quant_method="mxfp4", modules_to_not_convert=["lm_head"]), None),
}


def write(name, out, seed):
    family, config, quantise = MODELS[name]
    g = torch.Generator().manual_seed(seed)
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    wanted = golden.ARCHS[family]()
    wanted.intermediate_size = 32 if family == "gpt_oss" else 64 if "bits" in config else 56
    model = AutoModelForCausalLM.from_config(wanted, attn_implementation="eager").float().eval()
    golden.init(model, g)
    stored = {}
    with torch.no_grad():
        for published, w in model.state_dict().items():
            if quantise and "_proj.weight" in published:
                parts, dense = quantise(rng, published.removesuffix(".weight"), w)
            elif quantise is None and published.endswith("_proj") and "experts" in published:
                parts, dense = mxfp4(rng, published, w)
            else:
                parts, dense = {published: w.to(torch.bfloat16)}, w.to(torch.bfloat16).float()
            if not (published == "lm_head.weight" and model.config.tie_word_embeddings):
                stored.update(parts)
            w.copy_(dense)
    folder = os.path.join(out, name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    model.config.save_pretrained(folder)
    path = os.path.join(folder, "config.json")
    options = json.load(open(path)) | {"quantization_config": config}
    json.dump(options, open(path, "w"), indent=2)
    save_file({k: v.contiguous() for k, v in stored.items()}, os.path.join(folder, "model.safetensors"))
    golden.judge(name, model, folder, g)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out", nargs="?")
    ap.add_argument("--model", nargs="*")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--list", action="store_true")
    a = ap.parse_args()
    if a.list or not a.out:
        print("\n".join(MODELS))
        return
    for name in a.model or MODELS:
        write(name, a.out, a.seed)


if __name__ == "__main__":
    main()
