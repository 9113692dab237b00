"""Tracing and counting, after RULER's `vt`, `cwe` and `fwe`: rows whose contexts fit into a number of tokens."""

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


def common_words(budget, draw, counter):
    """A numbered list; ten words occur thirty times each, the others three times."""
    vocabulary = words.distinct(words.coded, draw, 4000)
    common, others = vocabulary[:10], vocabulary[10:]
    # A numbered word has some tokens; the list grows by whole words.
    cost = max(counter.many([f"{number}. {word} " for number, word in enumerate(others[:50], 1000)])) + 1
    times, kinds = 30, (budget // cost - 300) // 3
    if kinds < 10:  # short lists: fewer repetitions
        times = max(4, budget // cost // 20)
        kinds = max(10, (budget // cost - 10 * times) // 3)
    listed = common * times + others[:kinds] * 3
    draw.shuffle(listed)
    return {"context": " ".join(f"{number}. {word}" for number, word in enumerate(listed, 1)), "outputs": common}


def frequent_words(budget, draw, counter):
    """Coded words by Zipf's law (exponent 2) between dots; the three most frequent are asked."""
    vocabulary = words.distinct(words.coded, draw, 300)
    weights = [1 / rank**2 for rank in range(1, len(vocabulary) + 1)]
    size = budget // (max(counter.many(vocabulary[:50])) + 2)
    drawn = draw.choices(vocabulary, weights, k=size)
    counts = {word: drawn.count(word) for word in set(drawn)}
    best = sorted(counts, key=lambda word: (-counts[word], word))[:3]
    mixed = [word if draw.random() < 0.95 else "...." for word in drawn]
    kept = sorted(set(mixed) - {"...."}, key=lambda word: (-mixed.count(word), word))[:3]
    return {"context": " ".join(mixed), "outputs": kept if len(kept) == 3 else best}


KINDS = {"vt": variables, "cwe": common_words, "fwe": frequent_words}
