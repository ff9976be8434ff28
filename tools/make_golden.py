#!/usr/bin/env python3
"""Write tiny random Hugging Face models and the endogenous rewards that
transformers gives for them, as golden fixtures.

    python make_golden.py OUT [--arch NAME ...] [--seed N] [--shape NAME] [--old-configs] [--list]

Needs: torch, transformers, safetensors (any recent version).  Each OUT/NAME holds
config.json, model.safetensors (sharded where the name ends in `-sharded`) and golden.json:

    {"arch", "transformers", "cases": [{"prompt": [ids], "response": [ids],
                "q": [T], "v": [T], "logp": [T],
                "reward": {"1.0": [T], "0.5": [T], "2.0": [T]}}]}

q[t] = logit of response token t, v[t] = logsumexp of the logits that predict it, both for
alpha = 1; reward[alpha][t] = q[t] - V_alpha(s[t+1]) with V_alpha(s) = alpha*logsumexp(Q/alpha)
and V = 0 after the last token.  Weights are drawn wide (std 0.2 and up) so that a wrong rope, mask,
norm or scale moves every number by far more than rounding does.

--shape varies heads, widths, windows and ties (see SHAPES); a family takes of it what it has options
for.  --old-configs rewrites each config.json as it was published before rope_parameters existed; the
numbers must not change.
"""
import argparse
import json
import os
import shutil

import torch
import transformers
from transformers import AutoConfig, AutoModelForCausalLM

V = 160
BASE = dict(vocab_size=V, hidden_size=32, intermediate_size=56, num_hidden_layers=3, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=256, bos_token_id=1, eos_token_id=2, pad_token_id=0)

# What a shape asks of every family; head_dim only where the family has one of its own.
SHAPES = {
    "plain": {},
    "shallow": dict(num_hidden_layers=2),
    "odd-heads": dict(hidden_size=36, num_attention_heads=3, num_key_value_heads=3, head_dim=12, window=7),
    "grouped-by-4": dict(num_attention_heads=8, num_key_value_heads=2, hidden_size=48, head_dim=10, window=200, flip_ties=True),
    "one-kv-head": dict(hidden_size=40, num_attention_heads=5, num_key_value_heads=1, head_dim=14, window=3, flip_ties=True),
    "narrow": dict(hidden_size=24, num_attention_heads=4, num_key_value_heads=4, head_dim=20, num_hidden_layers=2, window=100),
}
OWN_HEAD_DIM = {"llama", "mistral", "ministral", "qwen3", "gemma", "gemma2", "gemma3_text", "qwen3_moe", "glm4", "gpt_oss",
                "mixtral", "nemotron"}
shape = {}


def cfg(kind, **kw):
    wanted = dict(shape)
    window, flip = wanted.pop("window", None), wanted.pop("flip_ties", False)
    if kind not in OWN_HEAD_DIM:
        wanted.pop("head_dim", None)
    if window and kw.get("sliding_window"):
        kw["sliding_window"] = window
    if flip and "tie_word_embeddings" in kw:
        kw["tie_word_embeddings"] = not kw["tie_word_embeddings"]
    if "num_hidden_layers" in kw or "layer_types" in kw:
        wanted.pop("num_hidden_layers", None)
    return AutoConfig.for_model(kind, **{**BASE, **kw, **wanted})


def fused(kind, names, **kw):
    """A family with option names of its own; heads all have their own keys and values."""
    sizes = {**BASE, **{k: v for k, v in shape.items() if k in BASE}}
    return AutoConfig.for_model(kind, vocab_size=V, **{names[k]: sizes[k] for k in names}, **kw)


GPT2 = dict(hidden_size="n_embd", num_hidden_layers="n_layer", num_attention_heads="n_head", max_position_embeddings="n_positions")
PLAIN = {k: k for k in ("hidden_size", "num_hidden_layers", "num_attention_heads", "max_position_embeddings")}


def rope(kind, theta=10000.0, **kw):
    return dict(rope_type=kind, rope_theta=theta, **kw)


def longrope(half):
    short = [1.0 + 0.1 * i for i in range(half)]
    return rope("longrope", short_factor=short, long_factor=[2.0 + 0.7 * i for i in range(half)],
                original_max_position_embeddings=64)


def half_head():
    sizes = {**BASE, **shape}
    return sizes["hidden_size"] // sizes["num_attention_heads"] // 2


def deepseek(kind, **kw):
    own = {**BASE, **{k: v for k, v in shape.items() if k in ("hidden_size", "num_attention_heads")}}
    own["num_key_value_heads"] = own["num_attention_heads"]
    return AutoConfig.for_model(kind, **{**own, **dict(
        qk_nope_head_dim=10, qk_rope_head_dim=6, v_head_dim=12, kv_lora_rank=16, q_lora_rank=20, moe_intermediate_size=24,
        n_shared_experts=2, first_k_dense_replace=1, tie_word_embeddings=False), **kw})


ARCHS = {
    "llama": lambda: cfg("llama", rms_norm_eps=1e-5, tie_word_embeddings=False),
    "llama3-rope": lambda: cfg("llama", head_dim=12, tie_word_embeddings=True, rope_parameters=rope(
        "llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=64)),
    "llama-bias-sharded": lambda: cfg("llama", attention_bias=True, mlp_bias=True, tie_word_embeddings=False,
        rope_parameters=rope("linear", factor=4.0)),
    "llama-dynamic": lambda: cfg("llama", tie_word_embeddings=False, rope_parameters=rope("dynamic", factor=3.0)),
    "llama-yarn": lambda: cfg("llama", tie_word_embeddings=False, rope_parameters=rope(
        "yarn", factor=8.0, original_max_position_embeddings=32, beta_fast=16.0, beta_slow=2.0, mscale=0.7, mscale_all_dim=0.4)),
    "mistral": lambda: cfg("mistral", sliding_window=24, tie_word_embeddings=False),
    "ministral": lambda: cfg("ministral", sliding_window=16, tie_word_embeddings=False, head_dim=8,
        layer_types=["sliding_attention", "full_attention", "sliding_attention"]),
    "qwen2": lambda: cfg("qwen2", tie_word_embeddings=True),
    "qwen2-yarn": lambda: cfg("qwen2", tie_word_embeddings=False, rope_parameters=rope(
        "yarn", factor=4.0, original_max_position_embeddings=64)),
    "qwen2-window": lambda: cfg("qwen2", tie_word_embeddings=True, use_sliding_window=True, sliding_window=12, max_window_layers=1),
    "qwen3": lambda: cfg("qwen3", head_dim=16, tie_word_embeddings=True),
    "gemma": lambda: cfg("gemma", head_dim=16, num_key_value_heads=1),
    "gemma2": lambda: cfg("gemma2", head_dim=16, sliding_window=16, query_pre_attn_scalar=24,
        attn_logit_softcapping=20.0, final_logit_softcapping=15.0),
    "gemma3": lambda: cfg("gemma3_text", head_dim=16, sliding_window=16, query_pre_attn_scalar=24, num_hidden_layers=4,
        layer_types=["sliding_attention", "sliding_attention", "full_attention", "sliding_attention"]),
    "gemma3-scaled": lambda: cfg("gemma3_text", head_dim=16, sliding_window=16, query_pre_attn_scalar=24, num_hidden_layers=4,
        layer_types=["sliding_attention", "full_attention", "full_attention", "sliding_attention"],
        rope_parameters=dict(full_attention=rope("linear", theta=1e6, factor=8.0), sliding_attention=rope("default"))),
    "gemma3-images": lambda: AutoConfig.for_model("gemma3", text_config=ARCHS["gemma3"]().to_dict(), vision_config=dict(
        hidden_size=16, intermediate_size=24, num_hidden_layers=1, num_attention_heads=2, image_size=28, patch_size=14), mm_tokens_per_image=4,
        boi_token_index=150, eoi_token_index=151, image_token_index=152),
    "phi3": lambda: cfg("phi3", tie_word_embeddings=False, sliding_window=None),
    "phi3-longrope": lambda: cfg("phi3", tie_word_embeddings=False, sliding_window=40, original_max_position_embeddings=64,
        rope_parameters=dict(longrope(half_head()), partial_rotary_factor=1.0)),
    "olmo2": lambda: cfg("olmo2", tie_word_embeddings=False),
    "gpt_neox": lambda: fused("gpt_neox", PLAIN, intermediate_size=80, rotary_pct=0.25, use_parallel_residual=True,
        tie_word_embeddings=False),
    "gpt_neox-sequential": lambda: fused("gpt_neox", PLAIN, intermediate_size=80, rotary_pct=0.5, use_parallel_residual=False,
        tie_word_embeddings=True, attention_bias=False),
    "gpt2": lambda: fused("gpt2", GPT2),
    "gpt2-by-layer": lambda: fused("gpt2", GPT2, scale_attn_by_inverse_layer_idx=True, n_inner=44, activation_function="relu"),
    "granite": lambda: cfg("granite", embedding_multiplier=6.0, residual_multiplier=0.3, attention_multiplier=0.1, logits_scaling=4.0),
    "mixtral": lambda: cfg("mixtral", num_local_experts=4, num_experts_per_tok=2, sliding_window=None, tie_word_embeddings=False),
    "qwen3_moe": lambda: cfg("qwen3_moe", head_dim=16, num_experts=6, num_experts_per_tok=2, moe_intermediate_size=24,
        norm_topk_prob=True, decoder_sparse_step=2, mlp_only_layers=[], tie_word_embeddings=False),
    "smollm3": lambda: cfg("smollm3", num_hidden_layers=4, no_rope_layers=[1, 1, 1, 0], tie_word_embeddings=True),
    "smollm3-window": lambda: cfg("smollm3", num_hidden_layers=4, use_sliding_window=True, sliding_window=12, tie_word_embeddings=True,
        no_rope_layers=[1, 0, 1, 0]),
    "glm4": lambda: cfg("glm4", head_dim=16, partial_rotary_factor=0.5, attention_bias=True, tie_word_embeddings=False),
    "gpt_oss": lambda: cfg("gpt_oss", head_dim=16, num_local_experts=4, num_experts_per_tok=2, sliding_window=16, num_hidden_layers=4,
        intermediate_size=32, tie_word_embeddings=False),
    "phi": lambda: cfg("phi", tie_word_embeddings=False),
    "phi-normed": lambda: cfg("phi", qk_layernorm=True, partial_rotary_factor=1.0, tie_word_embeddings=False),
    "starcoder2": lambda: cfg("starcoder2", sliding_window=24, tie_word_embeddings=True),
    "stablelm": lambda: cfg("stablelm", use_qkv_bias=True, partial_rotary_factor=0.5, tie_word_embeddings=False),
    "stablelm-parallel": lambda: cfg("stablelm", use_parallel_residual=True, qk_layernorm=True, partial_rotary_factor=1.0,
        tie_word_embeddings=False),
    "cohere": lambda: cfg("cohere", logit_scale=0.4, tie_word_embeddings=True),
    "cohere-normed": lambda: cfg("cohere", use_qk_norm=True, attention_bias=True, tie_word_embeddings=True),
    "cohere2": lambda: cfg("cohere2", num_hidden_layers=4, sliding_window=12, logit_scale=0.4, tie_word_embeddings=True),
    "falcon": lambda: fused("falcon", PLAIN, multi_query=True, parallel_attn=True),
    "falcon-grouped": lambda: fused("falcon", {**PLAIN, "num_key_value_heads": "num_kv_heads"}, new_decoder_architecture=True, bias=True),
    "falcon-sequential": lambda: fused("falcon", PLAIN, multi_query=False, parallel_attn=False, tie_word_embeddings=False),
    "nemotron": lambda: cfg("nemotron", attention_bias=True, mlp_bias=True, tie_word_embeddings=False),
    "exaone4": lambda: cfg("exaone4", num_hidden_layers=4, sliding_window=12, sliding_window_pattern=4, tie_word_embeddings=False),
    "exaone4-full": lambda: cfg("exaone4", sliding_window=None, layer_types=["full_attention"] * 3, tie_word_embeddings=True),
    "deepseek_v2": lambda: deepseek("deepseek_v2", n_routed_experts=6, num_experts_per_tok=2, n_group=3, topk_group=2,
        topk_method="group_limited_greedy", routed_scaling_factor=1.5, rope_parameters=rope(
            "yarn", factor=8.0, original_max_position_embeddings=32, mscale=0.707, mscale_all_dim=0.707)),
    "deepseek_v2-lite": lambda: deepseek("deepseek_v2", q_lora_rank=None, n_routed_experts=4, num_experts_per_tok=2,
        topk_method="greedy", attention_bias=True),
    "deepseek_v3": lambda: deepseek("deepseek_v3", n_routed_experts=8, num_experts_per_tok=3, n_group=4, topk_group=2,
        norm_topk_prob=True, routed_scaling_factor=2.5),
}


def init(model, g):
    for name, p in model.named_parameters():
        if p.dim() >= 2:
            p.data.normal_(0, 0.2 if "embed" not in name and "wte" not in name else 0.7, generator=g)
        elif "bias" in name or "sinks" in name:
            p.data.normal_(0, 0.3, generator=g)
        else:  # norm weights: around 1, or around 0 where the family stores weight - 1
            p.data.add_(torch.empty_like(p).normal_(0, 0.2, generator=g))
    for name, b in model.named_buffers():
        if name.endswith("e_score_correction_bias"):
            b.data.normal_(0, 0.3, generator=g)


@torch.no_grad()
def case(model, prompt, response):
    logits = model(torch.tensor([prompt + response])).logits[0].double()
    P, T = len(prompt), len(response)
    rows = logits[P - 1:P - 1 + T]
    q = rows.gather(1, torch.tensor(response)[:, None])[:, 0]
    v = rows.logsumexp(-1)
    out = dict(prompt=prompt, response=response, q=q.tolist(), v=v.tolist(), logp=(q - v).tolist(), reward={})
    for a in (1.0, 0.5, 2.0):
        va = a * (rows / a).logsumexp(-1)
        out["reward"][str(a)] = (q - torch.cat([va[1:], va.new_zeros(1)])).tolist()
    return out


def older(config):
    """The same options as published before rope_parameters."""
    parameters = config.pop("rope_parameters", None)
    if not parameters:
        return config
    if "full_attention" in parameters:
        full, local = parameters["full_attention"], parameters["sliding_attention"]
        config["rope_theta"], config["rope_local_base_freq"] = full.pop("rope_theta"), local.pop("rope_theta")
        scaling = full
    else:
        names = {"rope_theta": "rotary_emb_base", "partial_rotary_factor": "rotary_pct"} if config["model_type"] == "gpt_neox" else {}
        for key in ("rope_theta", "partial_rotary_factor"):
            if key in parameters:
                config[names.get(key, key)] = parameters.pop(key)
        scaling = parameters
    config["rope_scaling"] = None
    if scaling.get("rope_type", "default") != "default":
        scaling["type"] = scaling.pop("rope_type")
        config["rope_scaling"] = scaling
    config["torch_dtype"] = config.pop("dtype", "bfloat16")
    if "layer_types" in config and config["model_type"] in ("qwen2", "qwen3", "gemma2"):
        del config["layer_types"]
    return config


def short(o):
    if isinstance(o, float):
        return round(o, 6)
    if isinstance(o, list):
        return [short(x) for x in o]
    return {k: short(x) for k, x in o.items()} if isinstance(o, dict) else o


def judge(name, model, folder, g, quick=False):
    """golden.json: what the model says of random rows; of two alone where it is to be quick."""
    r = lambda n: torch.randint(3, model.config.get_text_config().vocab_size, (n,), generator=g).tolist()
    sizes = ((5, 12), (30, 60)) if quick else ((1, 1), (5, 12), (40, 60), (3, 90))
    cases = [case(model, r(p), r(n)) for p, n in sizes]
    if not quick:
        prefix = r(17)  # several responses to one prompt
        cases += [case(model, prefix, r(n)) for n in (4, 9, 31)]
    golden = short(dict(arch=name, transformers=transformers.__version__, cases=cases))
    json.dump(golden, open(os.path.join(folder, "golden.json"), "w"))


def write(name, out, seed, old_configs):
    g = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    model = AutoModelForCausalLM.from_config(ARCHS[name](), attn_implementation="eager").float().eval()
    init(model, g)
    d = os.path.join(out, name)
    os.makedirs(d, exist_ok=True)
    model.to(torch.bfloat16)  # stored as bfloat16, reloaded and judged in float32
    model.save_pretrained(d, max_shard_size="40KB" if name.endswith("-sharded") else "1GB")
    model = AutoModelForCausalLM.from_pretrained(d, dtype=torch.float32, attn_implementation="eager").eval()
    judge(name, model, d, g)
    print(name, sum(p.numel() for p in model.parameters()), "params")
    if old_configs:
        path = os.path.join(d, "config.json")
        config = older(json.load(open(path)))
        json.dump(config, open(path, "w"), indent=2)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out", nargs="?")
    ap.add_argument("--arch", nargs="*")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--shape", choices=SHAPES, default="plain")
    ap.add_argument("--old-configs", action="store_true")
    ap.add_argument("--list", action="store_true")
    a = ap.parse_args()
    if a.list or not a.out:
        print("\n".join(ARCHS))
        return
    shape.update(SHAPES[a.shape])
    for name in a.arch or ARCHS:
        try:
            write(name, a.out, a.seed, a.old_configs)
        except (ValueError, RuntimeError) as e:  # a family whose reference can't take the shape
            shutil.rmtree(os.path.join(a.out, name), ignore_errors=True)
            print(name, "skipped:", e)


if __name__ == "__main__":
    main()
