#!/usr/bin/env python3
"""Scores the golden rows of many tiny models with endorm, and tells the largest error of each family and format.

    python3 tools/conformance_table.py FOLDER [FOLDER ...] [--endorm ./endorm] [--alpha A ...] [--page docs/models.md]

Every folder below a FOLDER that holds a golden.json, as make_golden.py, gguf_models.py and quantised_models.py
write them, is a model. Its rows are scored in float32, and q, v and token rewards compared. Exits with 1 where one
is further off than --tolerance, or a model is refused. --page writes the table into a page, between its markers.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

BEGIN, END = "<!-- conformance: written by tools/conformance_table.py -->", "<!-- end of conformance -->"
NUMBERS = ("q", "v", "token_rewards")


def kind(folder):
    """(family, format) of a model."""
    if (folder / "config.json").exists():
        config = json.loads((folder / "config.json").read_text())
        method = config.get("quantization_config", {}).get("quant_method")
        return config["model_type"], {"compressed-tensors": "FP8", "fp8": "FP8"}.get(method, (method or "safetensors").upper())
    name = json.loads((folder / "golden.json").read_text())["arch"].split("-")[0]
    return {"llama3": "llama", "gemma3": "gemma3_text"}.get(name, name), "GGUF"


def endorm(program, folder, cases, alpha):
    rows = "".join(json.dumps(dict(prompt_ids=c["prompt"], response_ids=c["response"])) + "\n" for c in cases)
    command = [program, "score", "-", "--model", str(folder), "--dtype", "float32", "--alpha", alpha, "--tokens", "--quiet"]
    run = subprocess.run(command, input=rows, capture_output=True, text=True)
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    fault = next((line["error"]["message"] for line in lines if "error" in line), run.stderr.strip())
    return lines, None if run.returncode == 0 and len(lines) == len(cases) else fault or f"exit code {run.returncode}"


def errors(cases, lines, alpha):
    """The largest differences; v is golden at alpha = 1 alone."""
    worst = dict.fromkeys(NUMBERS, 0.0)
    for case, line in zip(cases, lines):
        golden = {"q": case["q"], "token_rewards": case["reward"][alpha]}
        if alpha == "1.0":
            golden["v"] = case["v"]
        for name, expected in golden.items():
            assert len(expected) == len(line[name])
            worst[name] = max(worst[name], *(abs(a - b) for a, b in zip(expected, line[name])))
    return worst


def table(found):
    formats = sorted({form for _, form in found}, key=lambda f: ("SAFETENSORS", "GGUF").index(f) if f in ("SAFETENSORS", "GGUF") else 2)
    titles = [{"SAFETENSORS": "safetensors"}.get(form, form) for form in formats]
    lines = ["| family | " + " | ".join(titles) + " |", "|---" * (len(formats) + 1) + "|"]
    for family in sorted({family for family, _ in found}):
        cells = [found.get((family, form)) for form in formats]
        lines.append(f"| `{family}` | " + " | ".join(f"{len(c)}: {max(c):.1e}" if c else "" for c in cells) + " |")
    return "\n".join(lines)


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--endorm", default=str(here / "endorm"))
    parser.add_argument("--alpha", nargs="+", choices=("1.0", "0.5", "2.0"), default=["1.0"])
    parser.add_argument("--tolerance", type=float, default=1e-4)
    parser.add_argument("--page", type=pathlib.Path)
    arguments = parser.parse_args()
    found, wrong, versions = collections.defaultdict(list), 0, set()
    for file in sorted(file for folder in arguments.folders for file in folder.rglob("golden.json")):
        golden = json.loads(file.read_text())
        if "q" not in golden["cases"][0]:
            continue  # a trained head
        versions.add(golden["transformers"])
        for alpha in arguments.alpha:
            lines, fault = endorm(arguments.endorm, file.parent, golden["cases"], alpha)
            worst = {} if fault else errors(golden["cases"], lines, alpha)
            good = not fault and max(worst.values()) <= arguments.tolerance
            wrong += not good
            told = fault or ", ".join(f"{name} {value:.1e}" for name, value in worst.items())
            print(f"{'' if good else 'WRONG '}{file.parent} alpha {alpha}: {told}", flush=True)
            if not fault:
                found[kind(file.parent)].append(max(worst.values()))
    text = table(found)
    models = sum(len(cell) for cell in found.values())
    print(f"\n{text}\n\n{models} runs, {wrong} wrong, transformers {', '.join(sorted(versions))}")
    if arguments.page:
        page = arguments.page.read_text()
        about = f"{models} models, judged by transformers {', '.join(sorted(versions))}; a cell is the number of models and the largest error."
        page = re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: f"{BEGIN}\n{about}\n\n{text}\n{END}", page, flags=re.S)
        arguments.page.write_text(page)
    sys.exit(1 if wrong or not found else 0)


if __name__ == "__main__":
    main()
