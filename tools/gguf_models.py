#!/usr/bin/env python3
"""Writes tiny random GGUF models, in the layout of llama.cpp's converter, with what transformers says of the same weights.

    python3 tools/gguf_models.py OUT [--model NAME ...] [--seed N] [--type f32|f16|bf16|q8_0|...] [--version 2] [--parts N]
                                 [--shape NAME] [--list]

Each OUT/NAME holds model.gguf and golden.json as make_golden.py writes it. Needs torch, transformers and gguf.

A GGUF file does not tell everything that a config does; the models here are those that it can tell. `llama-text` reads any
text and has a chat template; the others' vocabularies are stubs, for rows of ids. `llama-quants` and `gpt_oss-mxfp4` have
weights of random blocks in every quantised type, and are judged by what the gguf package makes of them.
"""
import argparse
import os
import re
import shutil

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as T
from transformers import AutoModelForCausalLM

import make_golden as golden
from make_golden import cfg, deepseek, fused, longrope, half_head, rope, GPT2, PLAIN

# What each family is called in GGUF.
NAMES = {"mistral": "llama", "mixtral": "llama", "gemma3_text": "gemma3", "gpt_neox": "gptneox", "phi": "phi2", "qwen3_moe": "qwen3moe",
         "gpt_oss": "gpt-oss", "cohere": "command-r", "deepseek_v2": "deepseek2", "deepseek_v3": "deepseek2"}

MODELS = {
    **{name: golden.ARCHS[name] for name in (
        "llama", "llama3-rope", "llama-bias-sharded", "qwen2", "qwen2-yarn", "qwen3", "gemma", "phi3", "phi3-longrope", "olmo2",
        "gpt_neox", "gpt_neox-sequential", "gpt2", "granite", "mixtral", "smollm3", "glm4", "gpt_oss", "stablelm", "stablelm-parallel",
        "cohere", "cohere-normed", "cohere2", "falcon", "nemotron", "exaone4", "exaone4-full", "deepseek_v2", "deepseek_v2-lite",
        "deepseek_v3")},
    "llama-fused": lambda: cfg("llama", head_dim=12, attention_bias=True, tie_word_embeddings=False),
    "mistral": lambda: cfg("mistral", head_dim=12, sliding_window=None, tie_word_embeddings=False),
    "gemma2": lambda: cfg("gemma2", head_dim=16, sliding_window=16, query_pre_attn_scalar=golden.shape.get("head_dim", 16), attn_logit_softcapping=20.0,
        final_logit_softcapping=15.0),
    "gemma3": lambda: cfg("gemma3_text", head_dim=16, sliding_window=16, query_pre_attn_scalar=golden.shape.get("head_dim", 16), num_hidden_layers=7,
        rope_parameters=dict(full_attention=rope("linear", theta=1e6, factor=8.0), sliding_attention=rope("default"))),
    "qwen3_moe": lambda: cfg("qwen3_moe", head_dim=16, num_experts=6, num_experts_per_tok=2, moe_intermediate_size=24,
        norm_topk_prob=True, mlp_only_layers=[], tie_word_embeddings=False),
    "phi": lambda: cfg("phi", intermediate_size=128, tie_word_embeddings=False),
    "starcoder2": lambda: cfg("starcoder2", sliding_window=None, tie_word_embeddings=True),
    "falcon-grouped": lambda: fused("falcon", {**PLAIN, "num_key_value_heads": "num_kv_heads"}, new_decoder_architecture=True),
    "falcon-one-norm": lambda: fused("falcon", {**PLAIN, "num_key_value_heads": "num_kv_heads"}, new_decoder_architecture=True,
        num_ln_in_parallel_attn=1, tie_word_embeddings=False),
    "llama-text": lambda: cfg("llama", vocab_size=len(text_tokens()), tie_word_embeddings=True),
    "llama-quants": lambda: cfg("llama", hidden_size=256, intermediate_size=256, num_hidden_layers=2, num_key_value_heads=1, vocab_size=64,
        tie_word_embeddings=False),
    "gpt_oss-mxfp4": golden.ARCHS["gpt_oss"],
}
FUSED = {"llama-fused"}


class Layout:
    """One model under GGUF's names: which metadata, which tensors in which order of rows."""

    def __init__(self, config, fuse):
        self.config, self.fuse = config, fuse
        self.kind = config.model_type
        self.heads = config.num_attention_heads
        self.groups = getattr(config, "num_kv_heads", None) if self.kind == "falcon" else getattr(config, "num_key_value_heads", None)
        if self.kind == "falcon" and config.multi_query and not config.new_decoder_architecture:
            self.groups = 1
        self.groups = self.groups or self.heads
        self.arch = NAMES.get(self.kind, self.kind)
        enum = next(k for k, v in gguf.MODEL_ARCH_NAMES.items() if v == self.arch)
        self.map = gguf.get_tensor_name_map(enum, config.num_hidden_layers)

    # ---- tensors

    def paired(self, w, heads):
        """Rows of a head as x0, x(d/2), x1, ...: for a rotation of neighbours."""
        return w.reshape(heads, 2, -1, *w.shape[1:]).transpose(0, 2, 1, *range(3, w.ndim + 2)).reshape(w.shape)

    def stacked(self, w, groups, per_group):
        """All queries, all keys, all values, from groups of per_group queries, a key and a value."""
        parts = w.reshape(groups, per_group + 2, -1, *w.shape[1:])
        cut = (parts[:, :per_group], parts[:, per_group:per_group + 1], parts[:, per_group + 1:])
        return np.concatenate([p.reshape(-1, *w.shape[1:]) for p in cut])

    def rows(self, name, w):
        """A tensor in GGUF's order."""
        if self.arch in ("llama", "granite", "smollm3"):
            if ".q_proj." in name:
                return self.paired(w, self.heads)
            if ".k_proj." in name:
                return self.paired(w, self.groups)
        if (self.kind.startswith("gemma") or self.kind == "nemotron") and name.endswith("norm.weight"):
            return w + 1
        if self.kind == "gpt2" and re.search(r"c_(attn|proj|fc)\.weight$", name):
            return w.T
        if self.kind == "gpt_neox" and "query_key_value" in name:
            return self.stacked(w, self.heads, 1)
        if self.kind == "falcon" and "query_key_value.weight" in name:
            return self.stacked(w, self.groups, self.heads // self.groups)
        return w

    def tensors(self, weights):
        """(name in GGUF, array), from (published name, array)."""
        stacks = {}
        for name, w in weights.items():
            if self.kind == "gpt_oss" and ".experts." in name:
                yield from self.gpt_oss(name, w)
            elif name.endswith("mlp.experts.gate_up_proj"):
                half = w.shape[1] // 2
                yield self.name(name.replace("gate_up_proj", "gate_proj.weight")), w[:, :half]
                yield self.name(name.replace("gate_up_proj", "up_proj.weight")), w[:, half:]
            elif name.endswith("mlp.experts.down_proj"):
                yield self.name(name + ".weight"), w
            elif self.arch == "deepseek2" and "kv_b_proj" in name:
                heads = w.reshape(self.heads, -1, w.shape[-1])
                yield self.name(name.replace("kv_b_proj", "k_b_proj")), heads[:, :self.config.qk_nope_head_dim].transpose(0, 2, 1)
                yield self.name(name.replace("kv_b_proj", "v_b_proj")), heads[:, self.config.qk_nope_head_dim:]
            elif m := re.match(r"(.*layernorm)\.norms\.\d+(\.weight)$", name):
                stacks.setdefault(m[1] + m[2], []).append(w)
            elif self.fuse and re.search(r"\.[qkv]_proj\.", name):
                at = re.sub(r"[qkv]_proj", "qkv_proj", name)
                stacks.setdefault(at, []).append(self.rows(name, w))
            elif not (name == "lm_head.weight" and self.config.tie_word_embeddings):
                yield self.name(name), self.rows(name, w)
        for name, parts in stacks.items():
            yield self.name(name), np.concatenate(parts) if self.fuse else np.stack(parts)
        yield from self.rope_factors()

    def gpt_oss(self, name, w):
        bias = name.endswith("_bias")
        at = name.removesuffix("_bias")
        leaf = ".bias" if bias else ".weight"
        w = w if bias else w.swapaxes(1, 2)
        if "gate_up" in name:
            yield self.name(at.replace("gate_up_proj", "gate_proj" + leaf)), w[:, ::2]
            yield self.name(at.replace("gate_up_proj", "up_proj" + leaf)), w[:, 1::2]
        else:
            yield self.name(at + leaf), w

    def name(self, published):
        published = published.replace(".sinks", ".sinks.weight").replace("mlp.gate.e_score_correction_bias", "mlp.gate.e_score_correction.bias")
        stored = self.map.get_name(published, try_suffixes=(".weight", ".bias"))
        if stored is None and "qkv_proj" in published:
            stored = re.sub(r"model\.layers\.(\d+)\.self_attn\.qkv_proj", r"blk.\1.attn_qkv", published)
        if stored is None:
            raise ValueError(f"no GGUF name for {published}")
        return stored

    def rope_factors(self):
        parameters = self.parameters()
        kind = parameters.get("rope_type", "default")
        if kind == "longrope":
            yield "rope_factors_long.weight", np.array(parameters["long_factor"], np.float32)
            yield "rope_factors_short.weight", np.array(parameters["short_factor"], np.float32)
        if kind == "llama3":
            dim = self.head_dim()
            wave = 2 * np.pi * parameters["rope_theta"] ** (np.arange(0, dim, 2) / dim)
            old, low, high = parameters["original_max_position_embeddings"], parameters["low_freq_factor"], parameters["high_freq_factor"]
            smooth = np.clip((old / wave - low) / (high - low), 0, 1)
            yield "rope_freqs.weight", (1 / ((1 - smooth) / parameters["factor"] + smooth)).astype(np.float32)

    # ---- metadata

    def parameters(self):
        parameters = getattr(self.config, "rope_parameters", None) or {}
        return parameters.get("full_attention", parameters)

    def head_dim(self):
        return getattr(self.config, "head_dim", None) or self.config.hidden_size // self.heads

    def metadata(self, w):
        c = self.config
        get = lambda *names: next((getattr(c, n) for n in names if getattr(c, n, None) is not None), None)
        w.add_block_count(c.num_hidden_layers)
        w.add_context_length(get("max_position_embeddings", "n_positions"))
        w.add_embedding_length(c.hidden_size)
        w.add_feed_forward_length(get("intermediate_size", "ffn_hidden_size", "n_inner") or 4 * c.hidden_size)
        w.add_head_count(self.heads)
        w.add_head_count_kv(1 if self.arch == "deepseek2" else self.groups)
        if rms := get("rms_norm_eps"):
            w.add_layer_norm_rms_eps(rms)
        elif epsilon := get("layer_norm_eps", "layer_norm_epsilon", "norm_epsilon", "norm_eps"):
            w.add_layer_norm_eps(epsilon)
        if self.kind != "gpt2":
            self.rope(w)
        if self.arch == "deepseek2":
            self.latent(w)
        elif get("head_dim") and self.kind != "falcon":
            w.add_key_length(c.head_dim)
            w.add_value_length(c.head_dim)
        self.further(w, get)

    def rope(self, w):
        parameters = self.parameters()
        w.add_rope_freq_base(parameters["rope_theta"])
        if self.arch != "deepseek2":
            w.add_rope_dimension_count(int(self.head_dim() * parameters.get("partial_rotary_factor", 1.0)))
        kind = parameters.get("rope_type", "default")
        if kind == "linear":
            w.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
            w.add_rope_scaling_factor(parameters["factor"])
        elif kind == "yarn":
            w.add_rope_scaling_type(gguf.RopeScalingType.YARN)
            w.add_rope_scaling_factor(parameters["factor"])
            w.add_rope_scaling_orig_ctx_len(parameters["original_max_position_embeddings"])
            for name in ("beta_fast", "beta_slow"):
                if name in parameters:
                    getattr(w, "add_rope_scaling_yarn_" + name)(parameters[name])
            if "mscale_all_dim" in parameters:
                w.add_rope_scaling_yarn_log_mul(0.1 * parameters["mscale_all_dim"])
        elif kind == "longrope":
            original = parameters["original_max_position_embeddings"]
            w.add_rope_scaling_orig_ctx_len(original)
            w.add_rope_scaling_attn_factors((1 + np.log(self.config.max_position_embeddings / original) / np.log(original)) ** 0.5)

    def latent(self, w):
        c = self.config
        w.add_rope_dimension_count(c.qk_rope_head_dim)
        w.add_kv_lora_rank(c.kv_lora_rank)
        if c.q_lora_rank:
            w.add_q_lora_rank(c.q_lora_rank)
        w.add_key_length(c.kv_lora_rank + c.qk_rope_head_dim)
        w.add_value_length(c.kv_lora_rank)
        w.add_key_length_mla(c.qk_nope_head_dim + c.qk_rope_head_dim)
        w.add_value_length_mla(c.v_head_dim)
        w.add_leading_dense_block_count(c.first_k_dense_replace)
        w.add_expert_shared_count(c.n_shared_experts)
        w.add_expert_weights_scale(c.routed_scaling_factor)
        if getattr(c, "n_group", None):
            w.add_expert_group_count(c.n_group)
            w.add_expert_group_used_count(c.topk_group)
        if self.kind == "deepseek_v3":
            w.add_expert_weights_norm(c.norm_topk_prob)
            w.add_expert_gating_func(gguf.ExpertGatingFuncType.SIGMOID)

    def further(self, w, get):
        c = self.config
        if experts := get("num_local_experts", "num_experts", "n_routed_experts"):
            w.add_expert_count(experts)
            w.add_expert_used_count(c.num_experts_per_tok)
            w.add_expert_feed_forward_length(get("moe_intermediate_size", "intermediate_size"))
        if (window := get("sliding_window")) and self.arch in ("gemma2", "gemma3", "cohere2", "gpt-oss", "phi3", "exaone4"):
            w.add_sliding_window(window)
            if self.arch == "exaone4":
                w.add_sliding_window_pattern([kind == "sliding_attention" for kind in c.layer_types])
        elif self.arch == "phi3":
            w.add_sliding_window(0)
        if self.arch in ("gptneox", "stablelm"):
            w.add_parallel_residual(c.use_parallel_residual)
        if self.arch in ("command-r", "cohere2"):
            w.add_logit_scale(c.logit_scale)
            w.add_rope_scaling_type(gguf.RopeScalingType.NONE)
        if self.arch == "falcon":
            w.add_tensor_data_layout("jploski")
        if self.arch == "gemma2":
            w.add_attn_logit_softcapping(c.attn_logit_softcapping)
            w.add_final_logit_softcapping(c.final_logit_softcapping)
        if self.arch == "gemma3":
            w.add_rope_freq_base_swa(c.rope_parameters["sliding_attention"]["rope_theta"])
        if self.arch == "granite":
            w.add_attention_scale(c.attention_multiplier)
            w.add_embedding_scale(c.embedding_multiplier)
            w.add_residual_scale(c.residual_multiplier)
            w.add_logit_scale(c.logits_scaling)


BLOCK_TYPES = [T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1, T.Q8_0, T.Q2_K, T.Q3_K, T.Q4_K, T.Q5_K, T.Q6_K, T.IQ4_NL, T.IQ4_XS]
# Where each block type has its float16 scales, and how large they are to give weights below 0.1.
SCALES = {T.Q4_0: ([0], 0.01), T.Q4_1: ([0, 2], 0.006), T.Q5_0: ([0], 0.005), T.Q5_1: ([0, 2], 0.003), T.Q8_0: ([0], 0.0007),
          T.Q2_K: ([80, 82], 0.003), T.Q3_K: ([108], 0.001), T.Q4_K: ([0, 2], 0.0002), T.Q5_K: ([0, 2], 0.0001), T.Q6_K: ([208], 0.00004),
          T.IQ4_NL: ([0], 0.0008), T.IQ4_XS: ([0], 0.00005)}


def random_blocks(rng, kind, shape):
    """Random numbers of a quantised type, as bytes, and what they stand for."""
    block, size = gguf.GGML_QUANT_SIZES[kind]
    raw = rng.integers(0, 256, (int(np.prod(shape)) // block, size), dtype=np.uint8)
    if kind == T.MXFP4:
        raw[:, 0] = rng.integers(122, 126, len(raw))
    else:
        places, scale = SCALES[kind]
        for place in places:
            halves = (scale * rng.uniform(0.5, 1.5, len(raw)) * rng.choice([-1, 1], len(raw))).astype("<f2")
            raw[:, place:place + 2] = halves.view(np.uint8).reshape(-1, 2)
    raw = raw.reshape(*shape[:-1], shape[-1] // block * size)
    return raw, gguf.quants.dequantize(raw, kind).astype(np.float32)


def quantised(name, model, layout, rng):
    """Random blocks in place of the large matrices: {name in GGUF: (bytes, type)}; the model gets what they stand for."""
    blocks, state, types = {}, model.state_dict(), iter(BLOCK_TYPES * 2)
    for published, w in state.items():
        if name == "llama-quants" and w.ndim == 2 and "embed" not in published:
            kind = next(types)
            raw, values = random_blocks(rng, kind, tuple(w.shape))
            blocks[layout.name(published)] = raw, kind
            if ".q_proj." in published or ".k_proj." in published:
                heads = layout.heads if ".q_proj." in published else layout.groups
                values = values.reshape(heads, -1, 2, w.shape[1]).swapaxes(1, 2).reshape(values.shape)
            w.copy_(torch.from_numpy(values))
        elif name == "gpt_oss-mxfp4" and published.endswith("experts.gate_up_proj"):
            gate, up = (random_blocks(rng, T.MXFP4, (w.shape[0], w.shape[2] // 2, w.shape[1])) for _ in range(2))
            blocks[layout.name(published.replace("gate_up_proj", "gate_proj.weight"))] = gate[0], T.MXFP4
            blocks[layout.name(published.replace("gate_up_proj", "up_proj.weight"))] = up[0], T.MXFP4
            w[..., ::2] = torch.from_numpy(gate[1]).swapaxes(1, 2)
            w[..., 1::2] = torch.from_numpy(up[1]).swapaxes(1, 2)
        elif name == "gpt_oss-mxfp4" and published.endswith("experts.down_proj"):
            raw, values = random_blocks(rng, T.MXFP4, (w.shape[0], w.shape[2], w.shape[1]))
            blocks[layout.name(published + ".weight")] = raw, T.MXFP4
            w.copy_(torch.from_numpy(values).swapaxes(1, 2))
    return blocks


TURNS = ("<|turn|>", "<|done|>")
MERGES = ["t h", "a n", "th e", "i n"]
TEMPLATE = (
    "{%- for m in messages %}{{ '<|turn|>' + m.role + '\\n' + m.content | trim + '<|done|>\\n' }}{%- endfor %}"
    "{%- if add_generation_prompt %}{{ '<|turn|>assistant\\n' }}{%- endif %}")


def text_tokens():
    """Every byte as GPT-2 writes it, some merges, and what turns begin and end with."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = (b for b in range(256) if b not in plain)
    letters = [chr(b) for b in plain] + [chr(256 + i) for i, _ in enumerate(others)]
    return letters + [merge.replace(" ", "") for merge in MERGES] + list(TURNS)


def write_text_vocabulary(w):
    tokens = text_tokens()
    w.add_tokenizer_model("gpt2")
    w.add_tokenizer_pre("qwen2")
    w.add_token_list(tokens)
    w.add_token_types([gguf.TokenType.CONTROL if t in TURNS else gguf.TokenType.NORMAL for t in tokens])
    w.add_token_merges(MERGES)
    w.add_eos_token_id(tokens.index(TURNS[1]))
    w.add_chat_template(TEMPLATE)


def write_vocabulary(w, size):
    w.add_tokenizer_model("gpt2")
    w.add_tokenizer_pre("qwen2")
    w.add_token_list(["a", "b", "ab"] + [f"<{i}>" for i in range(3, size)])
    w.add_token_types([1] * size)
    w.add_token_merges(["a b"])
    w.add_bos_token_id(1)
    w.add_eos_token_id(2)


def write(name, out, seed, type_name, parts, version):
    g = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    config = MODELS[name]()
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").float().eval()
    golden.init(model, g)
    layout = Layout(config, name in FUSED)
    with torch.no_grad():
        for p in list(model.parameters()) + [b for n, b in model.named_buffers() if n.endswith("correction_bias")]:
            p.copy_(p.to(torch.bfloat16).float())
        model.tie_weights()
        blocks = quantised(name, model, layout, np.random.default_rng(seed))
    folder = os.path.join(out, name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    w = gguf.GGUFWriter(os.path.join(folder, "model.gguf"), layout.arch, split_max_tensors=parts)
    w.add_type("model")
    layout.metadata(w)
    if name == "llama-text":
        write_text_vocabulary(w)
    else:
        write_vocabulary(w, config.vocab_size)
    kind = T[type_name.upper()]
    for stored, array in layout.tensors({name: w.float().numpy() for name, w in model.state_dict().items()}):
        if stored in blocks:
            w.add_tensor(stored, blocks[stored][0], raw_dtype=blocks[stored][1])
        elif array.ndim > 1 and kind != T.F32 and array.shape[-1] % gguf.GGML_QUANT_SIZES[kind][0] == 0:
            w.add_tensor(stored, gguf.quants.quantize(np.ascontiguousarray(array), kind), raw_dtype=kind)
        else:
            w.add_tensor(stored, np.ascontiguousarray(array, dtype=np.float32))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()
    if version == 2:
        for file in os.listdir(folder):
            with open(os.path.join(folder, file), "r+b") as f:
                f.seek(4)
                f.write((2).to_bytes(4, "little"))
    golden.judge(name, model, folder, g)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out", nargs="?")
    ap.add_argument("--model", nargs="*")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--type", default="bf16")
    ap.add_argument("--version", type=int, choices=(2, 3), default=3)
    ap.add_argument("--parts", type=int, default=0, metavar="TENSORS", help="split into files of so many tensors")
    ap.add_argument("--shape", choices=golden.SHAPES, default="plain")
    ap.add_argument("--list", action="store_true")
    a = ap.parse_args()
    if a.list or not a.out:
        print("\n".join(MODELS))
        return
    golden.shape.update(golden.SHAPES[a.shape])
    for name in a.model or MODELS:
        try:
            write(name, a.out, a.seed, a.type, a.parts, a.version)
        except (ValueError, RuntimeError) as e:  # a shape that the reference can't take, or GGUF can't tell
            shutil.rmtree(os.path.join(a.out, name), ignore_errors=True)
            print(name, "skipped:", e)


if __name__ == "__main__":
    main()
