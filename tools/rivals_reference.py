#!/usr/bin/env python3
"""The rivals' rewards by transformers, against those in the rows.jsonl of an LLMBar run.

    python3 tools/rivals_reference.py MODEL DATA ROWS.jsonl [--tolerance 2e-3]

MODEL is a Hugging Face folder or a .gguf file, DATA the folder with LLMBar's files, ROWS what
`endorm bench llmbar --dtype float32 --judge ... -o DIR` wrote there. Needs torch and transformers (and
gguf for a GGUF file); shares no code with endorm. Prints the largest difference of each judge's rewards
or margins, relative to 1 or to the reward's size, whichever is larger; exits with 1 where one is larger
than the tolerance.
"""
import argparse
import json
import math
import os
import sys

import torch

from rm_bench_reference import opened

SHOWN = "Here is a request and a response to it.\n\nRequest:\n%s\n\nResponse:\n%s\n\n%s"
VERIFY = "Is the response correct, helpful and safe? Answer Yes or No."
RATE = ("Rate the response for correctness, helpfulness and safety, from 1 (worst) to 10 (best). "
        "Reply with the number alone.")
PAIR = ("Which of two responses to the request below is better: more correct, helpful and safe? Their order "
        "and length do not matter. Reply with the letter A or B alone.\n\nRequest:\n%s\n\nResponse A:\n%s\n\n"
        "Response B:\n%s")


class Reference:
    def __init__(self, path):
        self.tokenizer, self.model = opened(path)

    @torch.no_grad()
    def states(self, prompt, answer, ended=True):
        """The logits before each token of the answer, and these tokens."""
        user = [{"role": "user", "content": prompt}]
        before = self.tokenizer.apply_chat_template(user, tokenize=False, add_generation_prompt=True)
        whole = self.tokenizer.apply_chat_template(user + [{"role": "assistant", "content": answer}], tokenize=False)
        after = self.tokenizer(whole[len(before + answer) :], add_special_tokens=False).input_ids
        first = self.tokenizer(before, add_special_tokens=False).input_ids
        response = self.tokenizer(answer, add_special_tokens=False).input_ids + after[:1] * ended
        logits = self.model(torch.tensor([first + response])).logits[0, len(first) - 1 : -1].double()
        return logits, torch.tensor(response)

    def logps(self, prompt, answer, ended=True):
        logits, ids = self.states(prompt, answer, ended)
        return logits.log_softmax(-1).gather(1, ids[:, None])[:, 0]

    def logp(self, prompt, answer, ended=True):
        return self.logps(prompt, answer, ended).sum().item()

    def rewards(self, prompt, answer):
        logits, ids = self.states(prompt, answer)
        v = logits.logsumexp(-1)
        q = logits.gather(1, ids[:, None])[:, 0]
        pi = logits.softmax(-1)
        top = pi.topk(2).values
        verify, rate = SHOWN % (prompt, answer, VERIFY), SHOWN % (prompt, answer, RATE)
        yes, no = self.logp(verify, "Yes", False), self.logp(verify, "No", False)
        marks = torch.tensor([self.logp(rate, str(k)) for k in range(1, 11)], dtype=torch.double).softmax(0)
        return {
            "endorm": (q - torch.cat([v[1:], v.new_zeros(1)])).sum().item(),
            "likelihood": (q - v).sum().item(),
            "likelihood-mean": (q - v).mean().item(),
            "pmi": (q - v).sum().item() - self.logp("", answer),
            "verifier": 1 / (1 + math.exp(no - yes)),
            "genrm": sum((k + 1) * p for k, p in enumerate(marks.tolist())),
            "self-certainty": (v - logits.mean(-1)).mean().item() - math.log(logits.shape[1]),
            "entropy": (pi * pi.clamp_min(1e-300).log()).sum(-1).mean().item(),
            "top-gap": (top[:, 0] - top[:, 1]).mean().item(),
            "length": len(answer),
        }

    def lead(self, prompt, first, second):
        """P(first is A) in the first order minus P(second is A) in the other."""
        shares = []
        for a, b in ((first, second), (second, first)):
            question = PAIR % (prompt, a, b)
            shares.append(1 / (1 + math.exp(self.logp(question, "B", False) - self.logp(question, "A", False))))
        return shares[0] - shares[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("data")
    parser.add_argument("rows")
    parser.add_argument("--tolerance", type=float, default=2e-3)
    args = parser.parse_args()
    reference = Reference(args.model)
    worst = {}
    for line in open(args.rows, encoding="utf-8"):
        row = json.loads(line)
        item = json.load(open(os.path.join(args.data, row["subset"] + ".json"), encoding="utf-8"))[int(row["id"])]
        chosen, rejected = item[row["chosen"]], item[row["rejected"]]
        sides = {"chosen": reference.rewards(item["input"], chosen), "rejected": reference.rewards(item["input"], rejected)}
        for judge, verdict in row["judges"].items():
            for side, own in sides.items():
                if judge in own:
                    difference = abs(verdict[side] - own[judge]) / max(1, abs(own[judge]))
                    worst[judge] = max(worst.get(judge, 0), difference)
            if judge == "genrm-pair":
                difference = abs(verdict["margin"] - reference.lead(item["input"], chosen, rejected))
                worst[judge] = max(worst.get(judge, 0), difference)
    for judge, difference in worst.items():
        print(f"{judge:16s} {difference:.2e}")
    sys.exit(0 if worst and max(worst.values()) <= args.tolerance else 1)


if __name__ == "__main__":
    main()
