#!/usr/bin/env python3
"""Writes tiny random models with one option of their config changed at a time, and what transformers says of them.

    python3 tools/mutated_configs.py OUT [--arch NAME ...] [--seed N]

Each OUT/NAME--OPTION=VALUE holds config.json, model.safetensors and golden.json as make_golden.py writes them. Every one of them is
to be computed as transformers does, or refused; a changed option that is ignored gives another number. Values that transformers
itself refuses are left out.
"""
import argparse
import copy
import json
import os
import shutil
import warnings

import torch
from transformers import AutoModelForCausalLM, logging

import make_golden as golden

ROPE = [
    dict(rope_type="linear", factor=3.0), dict(rope_type="dynamic", factor=2.0),
    dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=64),
    dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=64, truncate=False, beta_fast=20.0, beta_slow=2.0),
    dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=64, attention_factor=0.7),
    dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=64, mscale=0.5, mscale_all_dim=0.9),
    dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=64),
    dict(rope_type="longrope", original_max_position_embeddings=64), dict(rope_type="proportional"),
    dict(partial_rotary_factor=0.5), dict(rope_theta=500.0),
]
ACTIVATIONS = ["gelu", "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "quick_gelu", "relu", "relu2", "silu", "mish", "tanh"]
HALF = ["full_attention", "sliding_attention", "full_attention", "sliding_attention"]
OPTIONS = dict(
    attention_bias=[True, False], mlp_bias=[True], use_bias=[False], bias=[True], use_qkv_bias=[True, False], tie_word_embeddings=[True, False],
    hidden_act=ACTIVATIONS, hidden_activation=ACTIVATIONS, activation_function=ACTIVATIONS, activation=ACTIVATIONS,
    head_dim=[6, 10], num_key_value_heads=[1, 4], rms_norm_eps=[1e-2], layer_norm_eps=[1e-2], layer_norm_epsilon=[1e-2], norm_epsilon=[1e-2],
    norm_eps=[1e-2], sliding_window=[5, None], use_sliding_window=[True], max_window_layers=[1, 0], layer_types=[HALF], sliding_window_pattern=[2, 3],
    attn_logit_softcapping=[None, 3.0], final_logit_softcapping=[None, 2.0], query_pre_attn_scalar=[7], use_bidirectional_attention=[True],
    embedding_multiplier=[2.0], residual_multiplier=[0.5], attention_multiplier=[0.7], logits_scaling=[3.0], logit_scale=[0.3],
    norm_topk_prob=[True, False], num_experts_per_tok=[1, 3], decoder_sparse_step=[1, 2], mlp_only_layers=[[1]], no_rope_layers=[[0, 1, 1, 0], None],
    no_rope_layer_interval=[2], use_qk_norm=[True], qk_layernorm=[True], use_parallel_residual=[True, False], scale_attn_weights=[False],
    scale_attn_by_inverse_layer_idx=[True], reorder_and_upcast_attn=[True], n_inner=[40], alibi=[True], multi_query=[False],
    parallel_attn=[False], new_decoder_architecture=[True], num_ln_in_parallel_attn=[1, 2], num_kv_heads=[2], ffn_hidden_size=[72],
    apply_residual_connection_post_layernorm=[True], swiglu_limit=[1.0], swiglu_alpha=[1.0], routed_scaling_factor=[0.5], topk_method=["greedy"],
    n_group=[1, 2], topk_group=[1], n_shared_experts=[1], first_k_dense_replace=[0, 2], rope_interleave=[False], q_lora_rank=[None, 12],
    kv_lora_rank=[8], moe_intermediate_size=[16], scoring_func=["softmax"], rotary_pct=[0.5], rotary_emb_base=[500], partial_rotary_factor=[0.5],
    rope_theta=[500.0], rope_local_base_freq=[500.0], pretraining_tp=[2], attention_dropout=[0.3], clip_qkv=[0.5], initializer_range=[0.5],
    is_causal=[False], intermediate_size=[40], original_max_position_embeddings=[32], max_position_embeddings=[100], qk_rope_head_dim=[4],
    num_hidden_layers=[1, 2], output_router_logits=[True], router_jitter_noise=[0.1], use_cache=[False], add_cross_attention=[True],
    attention_scale=[0.3], attn_temperature_tuning=[True], resid_pdrop=[0.5], chunk_size_feed_forward=[8], cross_attention_hidden_size=[16],
    use_mrope=[True], num_nextn_predict_layers=[1],
)
FAMILIES = ["llama", "mistral", "ministral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3", "phi3", "olmo2", "gpt_neox", "gpt2", "granite", "mixtral",
            "qwen3_moe", "smollm3", "glm4", "gpt_oss", "phi", "starcoder2", "stablelm", "cohere", "cohere2", "falcon", "nemotron", "exaone4",
            "deepseek_v2", "deepseek_v3"]


def fresh(name):
    config = golden.ARCHS[name]()
    return config, config.to_dict()


def changes(name):
    """(name of the change, options)."""
    config, options = fresh(name)
    for option, values in OPTIONS.items():
        # Options of other families are tried once: they must not be ignored where transformers does not.
        for value in values if option in options else values[:1]:
            if options.get(option, "absent") != value:
                yield f"{option}={value}", {**options, option: value}
    parameters = options.get("rope_parameters")
    if parameters and "full_attention" not in parameters:
        half = (getattr(config, "qk_rope_head_dim", None) or getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads) // 2
        for change in ROPE:
            if change.get("rope_type") == "longrope":
                change = {**golden.longrope(half), **change}
            shown = "-".join(str(v) for k, v in change.items() if "factor" not in k or k in ("partial_rotary_factor", "attention_factor"))
            yield f"rope={shown[:40]}", {**options, "rope_parameters": {**parameters, **change}}
            old = {k: v for k, v in change.items() if k not in ("rope_theta", "partial_rotary_factor")}
            if old:
                older = {k: v for k, v in options.items() if k != "rope_parameters"}
                top = {k: v for k, v in {**parameters, **change}.items() if k in ("rope_theta", "partial_rotary_factor")}
                yield f"rope_scaling={shown[:40]}", {**older, **top, "rope_scaling": old}


def write(name, label, options, out, seed):
    g = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    config = type(fresh(name)[0]).from_dict(copy.deepcopy(options))
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").float().eval()
    golden.init(model, g)
    folder = os.path.join(out, f"{name}--{label}".replace("/", "-").replace(" ", ""))
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    try:
        model.to(torch.bfloat16).save_pretrained(folder)
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
        golden.judge(name, model, folder, g, quick=True)
        restate(folder, options)
    except Exception:
        shutil.rmtree(folder)
        raise


def restate(folder, options):
    """config.json with what was asked for, in its spelling, where transformers drops it or rewrites it."""
    path = os.path.join(folder, "config.json")
    written = json.load(open(path))
    for option, value in options.items():
        if option in ("rope_scaling", "rope_theta", "partial_rotary_factor") and "rope_parameters" not in options:
            written[option] = value
            written.pop("rope_parameters", None)
        elif option not in written and value is not None and option in OPTIONS:
            written[option] = value
    json.dump(written, open(path, "w"), indent=2)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out")
    ap.add_argument("--arch", nargs="*")
    ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    warnings.simplefilter("ignore")
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    for name in a.arch or FAMILIES:
        written, refused = 0, 0
        for label, options in changes(name):
            try:
                write(name, label, options, a.out, a.seed)
                written += 1
            except Exception:  # transformers refuses the value, or can't compute with it
                refused += 1
        print(f"{name}: {written} written, {refused} refused by transformers", flush=True)


if __name__ == "__main__":
    main()
