"""Tracing and counting, after RULER's `vt`, `cwe` and `fwe`: rows whose contexts fit into a number of tokens."""

import collections
import random

from . import words
from .needles import NOISE, _fitting

HOPS = 4


def variables(budget, draw, counter):
    """A chain of assignments among noise: all of its variables have the value that is asked for."""
    names = ["".join(draw.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(5)) for _ in range(HOPS + 1)]
    value = str(draw.randrange(10000, 100000))
    chain = [f"VAR {names[0]} = {value}"] + [f"VAR {after} = VAR {before}" for before, after in zip(names, names[1:])]

    def noise():
        while True:
            yield draw.choice(NOISE).strip(".") + "."

    lines = list(_fitting(noise(), budget - sum(counter.many(chain)) - len(chain), counter))
    places = sorted(draw.randrange(len(lines) + 1) for _ in chain)
    for place, line in zip(reversed(places), reversed(chain)):
        lines.insert(place, line)
    return {"context": " ".join(lines), "query": value, "num_v": len(names), "outputs": names}


def _sized(build, size, budget, counter):
    """`build(size)` for the size at which it comes close to the budget from below."""
    best = None
    for _ in range(5):
        made = build(size)
        tokens = counter.many([made["context"]])[0]
        if tokens <= budget and (best is None or tokens > best[0]):
            best = (tokens, made)
        if budget * 0.95 <= tokens <= budget:
            break
        size = max(20, size * budget * 97 // (100 * tokens))
    return (best or (0, build(max(20, size // 2))))[1]


def common_words(budget, draw, counter):
    """A numbered list; ten words occur often, thirty times where there is room, the others three times."""
    vocabulary = words.distinct(words.coded, draw, 4000)
    common, others, seed = vocabulary[:10], vocabulary[10:], draw.getrandbits(64)

    def build(size):
        times = min(30, max(4, size // 20))
        listed = common * times + others[:max(3, (size - 10 * times) // 3)] * 3
        random.Random(seed).shuffle(listed)
        return {"context": " ".join(f"{number}. {word}" for number, word in enumerate(listed, 1)), "outputs": common}

    return _sized(build, budget // 7, budget, counter)


def frequent_words(budget, draw, counter):
    """Coded words by Zipf's law (exponent 2) between dots; the three most frequent are asked."""
    vocabulary, seed = words.distinct(words.coded, draw, 300), draw.getrandbits(64)
    weights = [1 / rank**2 for rank in range(1, len(vocabulary) + 1)]

    def build(size):
        inner = random.Random(seed)
        drawn = [word if inner.random() < 0.95 else "...." for word in inner.choices(vocabulary, weights, k=size)]
        counts = collections.Counter(drawn)
        del counts["...."]
        best = sorted(counts, key=lambda word: (-counts[word], word))[:3]
        return {"context": " ".join(drawn), "outputs": best}

    return _sized(build, budget // 4, budget, counter)


KINDS = {"vt": variables, "cwe": common_words, "fwe": frequent_words}
