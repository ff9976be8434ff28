"""Rows of random tokens, by the shape of the case: ROWSxTOKENS, half of each row prompt, or ROWSxTOKENS+PROMPT,
answers of so many tokens to one prompt."""
import random


def rows(case, vocabulary):
    draw = random.Random(1)
    size, _, shared = case.partition("+")
    count, tokens = map(int, size.split("x"))
    prompt = ids(draw, int(shared), vocabulary) if shared else None
    for _ in range(count):
        own = ids(draw, tokens, vocabulary)
        half = 0 if shared else tokens // 2
        yield {"prompt_ids": prompt or own[:half], "response_ids": own[half:]}


def ids(draw, count, vocabulary):
    return [draw.randrange(1000, vocabulary) for _ in range(count)]
