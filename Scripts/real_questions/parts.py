"""Disjoint parts of the sources, by a hash of each row's key, and draws from them.

What decides is the content: for passages the title (so that all questions about a page are in one part), for
UUID pairs the key, else the text. Seed, lengths and counts change nothing about who belongs where.
"""

import hashlib
import random
import re
import string

SPLITS = ("explore", "confirm", "fresh")
# Per cent of demonstrations (of IFEval: of training prompts); the three splits share the rest evenly.
DEMONSTRATIONS = {"ifeval": 40, "icl": 0, "truthfulqa": 0, "mmlu": 0}


def part(source, key):
    """`demos`, `explore`, `confirm` or `fresh`."""
    digest = hashlib.sha256(f"retmask real questions/{source}/{key}".encode()).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64 * 100
    first = DEMONSTRATIONS.get(source, 10)
    if place < first:
        return "demos"
    return SPLITS[min(2, int((place - first) / (100 - first) * 3))]


def stream(*names):
    """Random numbers that depend on the names alone."""
    return random.Random("/".join(map(str, names)))


def shuffled(rows, *names):
    rows = list(rows)
    stream(*names).shuffle(rows)
    return rows


def cell(rows, count, turn):
    """`count` rows for the `turn`-th length: other rows than the lengths before as long as there are enough."""
    count = min(count, len(rows))
    return [rows[(turn * count + index) % len(rows)] for index in range(count)]


def normal(text):
    """As the SubEM metric normalises: lower case, no ASCII punctuation, no articles, single blanks."""
    kept = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", kept).split())
