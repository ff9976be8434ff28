"""One peer, in a process of its own: python3 peer.py SYSTEM DTYPE BATCH MODEL ROWS OUT

SYSTEM is transformers or openvino, of a folder, or llama.cpp, of a GGUF file as it is stored, one row at a time.
Reads rows of prompt_ids and response_ids, writes one JSON object: seconds (of scoring; loading and one warm-up row
are left out), peak_rss_mb, rewards (Σ r of each row).
Asks for the logits of the response only where the system allows it.
"""
import json
import os
import resource
import sys
import time

import torch

system, dtype, batch, folder, rows_file, out_file = sys.argv[1:]
rows = [json.loads(line) for line in open(rows_file)]


def transformers_model():
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, dtype=getattr(torch, dtype)).eval()
    return lambda ids, mask, keep: model(
        input_ids=ids, attention_mask=mask, use_cache=False, logits_to_keep=keep
    ).logits


def openvino_model():
    from optimum.intel import OVModelForCausalLM

    hint = {"float32": "f32", "bfloat16": "bf16", "int8": "bf16"}[dtype]
    model = OVModelForCausalLM.from_pretrained(
        folder,
        export=True,
        use_cache=False,
        stateful=False,
        load_in_8bit=dtype == "int8",
        ov_config={"INFERENCE_PRECISION_HINT": hint},
    )
    return lambda ids, mask, keep: model(input_ids=ids, attention_mask=mask).logits[:, -keep:]


def llama_cpp_model():
    from llama_cpp import Llama

    longest = max(len(row["prompt_ids"]) + len(row["response_ids"]) for row in rows)
    cores = os.cpu_count()
    model = Llama(
        folder, n_ctx=longest, n_threads=cores, n_threads_batch=cores, logits_all=True, verbose=False)

    def logits(ids, mask, keep):
        model.reset()
        model.eval(ids[0].tolist())
        return torch.from_numpy(model.scores[ids.shape[1] - keep : ids.shape[1]])[None]

    return logits


def score(forward, group):
    """Padded on the left, so that all responses of a batch end together."""
    longest = max(len(r["prompt_ids"]) + len(r["response_ids"]) for r in group)
    keep = max(len(r["response_ids"]) for r in group) + 1
    ids = torch.zeros((len(group), longest), dtype=torch.long)
    mask = torch.zeros_like(ids)
    for i, r in enumerate(group):
        row = r["prompt_ids"] + r["response_ids"]
        ids[i, longest - len(row) :] = torch.tensor(row)
        mask[i, longest - len(row) :] = 1
    logits = forward(ids, mask, keep)
    for i, r in enumerate(group):
        answer = torch.tensor(r["response_ids"])
        states = logits[i, -len(answer) - 1 : -1].float()
        q = states.gather(1, answer[:, None])[:, 0].double()
        v = states.logsumexp(-1).double()
        yield float((q - torch.cat([v[1:], v.new_zeros(1)])).sum())


models = {"transformers": transformers_model, "openvino": openvino_model, "llama.cpp": llama_cpp_model}
forward = models[system]()
order = sorted(range(len(rows)), key=lambda i: len(rows[i]["prompt_ids"]) + len(rows[i]["response_ids"]))
with torch.inference_mode():
    list(score(forward, [rows[order[len(order) // 2]]]))
    start = time.perf_counter()
    rewards = [0.0] * len(rows)
    size = int(batch)
    for at in range(0, len(order), size):
        part = order[at : at + size]
        for i, reward in zip(part, score(forward, [rows[i] for i in part])):
            rewards[i] = reward
    seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
json.dump({"seconds": seconds, "peak_rss_mb": peak, "rewards": rewards}, open(out_file, "w"))
