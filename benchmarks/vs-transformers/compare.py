"""endorm beside its peers on the same rows, by turns: see README.md in this folder."""
import argparse
import importlib.util
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
import cases
from measured import measured


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True, help="a .gguf file or a Hugging Face folder")
    rows = parser.add_mutually_exclusive_group(required=True)
    rows.add_argument("--data", help="RM-Bench's folder of *_filtered.json")
    rows.add_argument("--case", help="random rows, such as 64x100+2000: 64 answers of 100 tokens to 2,000 of prompt")
    parser.add_argument("--prompts", type=int, default=20, help="of each file, 6 answers each")
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--systems", nargs="*", help="all by default, llama.cpp:stored:1 where it is installed")
    parser.add_argument("--json", help="write all figures there")
    args = parser.parse_args()
    args.systems = args.systems or all_systems(args.model)
    return args


def all_systems(model):
    systems = [
        "transformers:float32:1", "transformers:float32:8", "openvino:float32:1", "endorm:float32",
        "transformers:bfloat16:1", "transformers:bfloat16:8", "openvino:bfloat16:1", "endorm:bfloat16",
        "openvino:int8:1", "endorm:int8"]
    if model.endswith(".gguf") and importlib.util.find_spec("llama_cpp"):
        systems.append("llama.cpp:stored:1")
    return systems


def folder_of(model, work):
    """All systems multiply the same float32 numbers; of a GGUF, its dequantised ones."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = pathlib.Path(model).resolve()
    if model.is_dir():
        return model
    import torch

    source = dict(gguf_file=model.name)
    folder = work / "model"
    AutoModelForCausalLM.from_pretrained(model.parent, dtype=torch.float32, **source).save_pretrained(folder)
    AutoTokenizer.from_pretrained(model.parent, **source).save_pretrained(folder)
    return folder


def rows_of(folder, data, prompts):
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    rows = []
    for file in sorted(pathlib.Path(data).glob("*_filtered.json")):
        for item in json.load(open(file))[:prompts]:
            text = tokenizer.apply_chat_template(
                [{"role": "user", "content": item["prompt"]}], add_generation_prompt=True, tokenize=False)
            prompt = tokenizer(text, add_special_tokens=False)["input_ids"]
            for answer in item["chosen"] + item["rejected"]:
                ids = tokenizer(answer, add_special_tokens=False)["input_ids"]
                rows.append({"prompt_ids": prompt, "response_ids": ids + [tokenizer.eos_token_id]})
    return rows


def flops(folder, tokens, asked):
    """Of the matrix products with weights alone: 2 a weight and token."""
    from safetensors import safe_open

    body = head = 0
    config = json.load(open(folder / "config.json"))
    for file in folder.glob("*.safetensors"):
        with safe_open(file, "pt") as f:
            for name in f.keys():
                shape = f.get_slice(name).get_shape()
                if len(shape) == 2 and "embed" not in name and "lm_head" not in name:
                    body += shape[0] * shape[1]
    head = config["vocab_size"] * config["hidden_size"]
    return 2 * (body * tokens + head * asked)


def gemm_peak(folder, dtype):
    """FLOP/s of the better of two products of the model's own shape, each kept up for two seconds."""
    import torch

    config = json.load(open(folder / "config.json"))
    x = torch.randn(512, config["hidden_size"]).to(getattr(torch, dtype))
    w = torch.randn(config["intermediate_size"], config["hidden_size"]).to(x.dtype)
    packed = torch.ops.mkldnn._reorder_linear_weight(w, 512)
    products = [
        lambda: torch.nn.functional.linear(x, w),
        lambda: torch.ops.mkldnn._linear_pointwise(x, packed, None, "none", [], ""),
    ]
    best = 0
    with torch.inference_mode():
        for product in products:
            product()
            times, start = 0, time.perf_counter()
            while time.perf_counter() - start < 2:
                product()
                times += 1
            best = max(best, 2 * x.numel() * w.shape[0] * times / (time.perf_counter() - start))
    return best


def peak_dtypes(systems):
    return {peak_dtype(system) for system in systems if system.startswith("endorm")}


def peak_dtype(system):
    """What a system's products are held against: the fastest format that it may use for all of them."""
    import torch

    narrow = system.split(":")[1] != "float32" and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return "bfloat16" if narrow else "float32"


def peer(system, model, rows_file, work):
    name, dtype, batch = system.split(":")
    out = work / "out.json"
    subprocess.run(
        [sys.executable, HERE / "peer.py", name, dtype, batch, model, rows_file, out],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    result = json.load(open(out))
    return result["seconds"], result["peak_rss_mb"], result["rewards"]


def endorm(system, folder, rows_file, work):
    """Seconds and peak of the whole command, rewards, and the seconds of its start: of a few tokens."""
    row = json.loads(rows_file.read_text().splitlines()[0])
    few = work / "few.jsonl"
    few.write_text(json.dumps({name: ids[:8] for name, ids in row.items()}) + "\n")
    start, _, _ = command(system, folder, few, work)
    return *command(system, folder, rows_file, work), start


def command(system, folder, rows_file, work):
    out = work / "out.jsonl"
    dtype = system.split(":")[1]
    seconds, peak, _ = measured(
        ROOT / "endorm", "score", rows_file, "--model", folder, "--dtype", dtype, "--quiet", "--force", "-o", out)
    return seconds, peak, [json.loads(line)["reward"] for line in open(out)]


def main():
    args = arguments()
    work = pathlib.Path(tempfile.mkdtemp(prefix="endorm-peers-"))
    folder = folder_of(args.model, work)
    if args.case:
        rows = list(cases.rows(args.case, json.load(open(folder / "config.json"))["vocab_size"]))
    else:
        rows = rows_of(folder, args.data, args.prompts)
    rows_file = work / "rows.jsonl"
    rows_file.write_text(cases.lines(rows))
    naive = cases.naive(rows)
    tokens, asked = cases.distinct(rows)
    print(f"{len(rows)} answers, {naive} naive tokens, {tokens} distinct ({tokens / naive:.3f})", flush=True)
    subprocess.run([ROOT / "endorm", "--version"], check=True, stdout=subprocess.DEVNULL)
    best, starts = {}, {}
    for turn in range(args.turns):
        peaks = {dtype: gemm_peak(folder, dtype) for dtype in peak_dtypes(args.systems)}
        for system in args.systems:
            run = endorm if system.startswith("endorm") else peer
            model = args.model if system.startswith("llama.cpp") else folder
            seconds, rss, rewards, *start = run(system, model, rows_file, work)
            line = f"turn {turn + 1}  {system:26} {naive / seconds:8.1f} naive tok/s  {rss:6.0f} MB"
            if start:
                starts.setdefault(system, []).extend(start)
                own = seconds - start[0]
                dtype = peak_dtype(system)
                share = flops(folder, tokens, asked) / own / peaks[dtype]
                line += (f"  {naive / own:.1f} without a start of {start[0]:.1f} s,"
                         f" {share:.2f} of a GEMM peak of {peaks[dtype] / 1e9:.0f} GFLOP/s in {dtype}")
            print(line, flush=True)
            if system not in best or seconds < best[system]["seconds"]:
                best[system] = {"seconds": seconds, "rss": rss, "rewards": rewards}
    for system, all_starts in starts.items():
        best[system]["seconds"] -= min(all_starts)
    table(best, naive)
    if args.json:
        json.dump({"naive": naive, "distinct": tokens, "best": best}, open(args.json, "w"))
    shutil.rmtree(work)


def largest(rewards, others):
    return max(abs(x - y) for x, y in zip(rewards, others))


def table(best, naive):
    reference = best.get("transformers:float32:1")
    print(f"\n{'best of each':28}{'tok/s':>8}{'peak MB':>9}  largest difference of a reward from transformers:float32:1")
    for system, b in best.items():
        apart = f"{largest(b['rewards'], reference['rewards']):.4f}" if reference else "-"
        print(f"{system:28}{naive / b['seconds']:8.1f}{b['rss']:9.0f}  {apart}")
    beside = {"float32": ["float32"], "bfloat16": ["bfloat16"], "int8": ["bfloat16", "int8"]}
    for dtype, theirs in beside.items():
        ours = best.get(f"endorm:{dtype}")
        peers = {s: b for s, b in best.items() if s.split(":")[1] in [*theirs, "stored"] and not s.startswith("endorm")}
        for system, b in peers.items():
            if ours:
                print(f"endorm:{dtype} is {b['seconds'] / ours['seconds']:.2f} × {system}")


if __name__ == "__main__":
    main()
