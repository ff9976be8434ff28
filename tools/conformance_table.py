#!/usr/bin/env python3
"""Scores the golden rows of many tiny models with endorm, and tells the largest error of each family and format.

    python3 tools/conformance_table.py FOLDER [FOLDER ...] [--endorm ./endorm] [--alpha A] [--results FILE.jsonl]
                                       [--page docs/models.md]

Every folder below a FOLDER that holds a golden.json, as make_golden.py, gguf_models.py and quantised_models.py
write them, is a model. Its rows are scored in float32, and q, v and token rewards compared. Exits with 1 where one
is further off than --tolerance, or a model is refused. --results keeps a line for each model, and does not run
again what it holds. --page writes the table into a page, between its markers, with every family that endorm reads.
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


def outcome(program, file, golden, alpha):
    """A model's line."""
    family, form = kind(file.parent)
    line = dict(model=str(file.parent), family=family, format=form, alpha=alpha, transformers=golden["transformers"])
    lines, fault = endorm(program, file.parent, golden["cases"], alpha)
    return {**line, "fault": fault} if fault else {**line, **errors(golden["cases"], lines, alpha)}


def largest(line):
    return max(line[name] for name in NUMBERS)


def table(lines, families):
    """Markdown; a cell is how many models there were, and the largest error."""
    cells = collections.defaultdict(list)
    for line in lines:
        if "fault" not in line:
            cells[line["family"], line["format"]].append(largest(line))
    order = ["SAFETENSORS", "GGUF"]
    formats = sorted({form for _, form in cells}, key=lambda f: (order.index(f) if f in order else 2, f))
    titles = ["safetensors" if form == "SAFETENSORS" else form for form in formats]
    rows = ["| family | in GGUF files | " + " | ".join(titles) + " |", "|---" * (len(formats) + 2) + "|"]
    for family in sorted({family for family, _ in cells} | set(families)):
        found = [cells.get((family, form)) for form in formats]
        told = [f"{len(cell)}: {max(cell):.1e}" if cell else "" for cell in found]
        rows.append(f"| `{family}` | {families.get(family) or ''} | " + " | ".join(told) + " |")
    return "\n".join(rows)


def write(page, lines, text):
    versions = ", ".join(sorted({line["transformers"] for line in lines}))
    about = f"{len(lines)} models, judged by transformers {versions}. A cell: how many models, the largest error."
    written = re.sub(re.escape(BEGIN) + ".*?" + re.escape(END), lambda _: f"{BEGIN}\n{about}\n\n{text}\n{END}", page.read_text(), flags=re.S)
    page.write_text(written)


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--endorm", default=str(here / "endorm"))
    parser.add_argument("--alpha", choices=("1.0", "0.5", "2.0"), default="1.0")
    parser.add_argument("--tolerance", type=float, default=1e-4)
    parser.add_argument("--results", type=pathlib.Path)
    parser.add_argument("--page", type=pathlib.Path)
    arguments = parser.parse_args()
    known = {}
    if arguments.results and arguments.results.exists():
        known = {(line["model"], line["alpha"]): line for line in map(json.loads, arguments.results.open())}
    lines = []
    for file in sorted(file for folder in arguments.folders for file in folder.rglob("golden.json")):
        golden = json.loads(file.read_text())
        if "q" not in golden["cases"][0]:
            continue  # a trained head
        line = known.get((str(file.parent), arguments.alpha))
        if line is None:
            line = outcome(arguments.endorm, file, golden, arguments.alpha)
            if arguments.results:
                with arguments.results.open("a") as results:
                    results.write(json.dumps(line) + "\n")
        good = "fault" not in line and largest(line) <= arguments.tolerance
        told = line.get("fault") or ", ".join(f"{name} {line[name]:.1e}" for name in NUMBERS)
        print(f"{'' if good else 'WRONG '}{file.parent}: {told}", flush=True)
        lines.append(line)
    wrong = sum("fault" in line or largest(line) > arguments.tolerance for line in lines)
    support = json.loads(subprocess.run([arguments.endorm, "models", "support", "--json"], capture_output=True, check=True).stdout)
    text = table(lines, {family["family"]: family["gguf"] for family in support["families"]})
    print(f"\n{text}\n\n{len(lines)} models, {wrong} wrong")
    if arguments.page:
        write(arguments.page, lines, text)
    sys.exit(1 if wrong or not lines else 0)


if __name__ == "__main__":
    main()
