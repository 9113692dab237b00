"""Haystacks with needles, after RULER's tasks: contexts of lines that fit into a number of tokens.

RULER (Hsieh et al. 2024, arXiv:2404.06654) names what is varied: what the haystack is made of, how many needles look
like the asked one, how many values a key has and how many keys are asked.
"""

import dataclasses

from . import words

NOISE = ("Rain fell on the roofs. The road was long. A bell rang twice. Birds sat on the wire. Somebody closed a window. "
         "The kettle was warm.").split(". ")


@dataclasses.dataclass(frozen=True)
class Kind:
    """A task of needles."""

    hay: str  # noise, prose or needles
    keys: int = 1  # needles with keys of their own, in a haystack of noise or prose
    values: int = 1  # of the asked key
    queries: int = 1  # keys that are asked
    key: object = words.key
    value: object = words.number
    type: str = "number"


KINDS = {
    "niah_s_1": Kind("noise"), "niah_s_2": Kind("prose"), "niah_s_3": Kind("prose", value=words.unique, type="uuid"),
    "niah_mk_1": Kind("prose", keys=4), "niah_mk_2": Kind("needles"),
    "niah_mk_3": Kind("needles", key=words.unique, value=words.unique, type="uuid"),
    "niah_mq": Kind("prose", keys=4, queries=4, type="numbers"),
    "niah_mv": Kind("prose", values=4, type="numbers"),
}


def needle(kind, key, value):
    return f"Note: the special magic {kind.type.removesuffix('s')} for {key} is {value}."


def row(kind, budget, draw, counter, prose):
    """Fields of a row whose context has at most `budget` tokens."""
    keys = words.distinct(kind.key, draw, max(kind.keys, kind.queries))
    values = words.distinct(kind.value, draw, len(keys) - 1 + kind.values)
    asked = keys[:kind.queries]
    held = [(keys[0], value) for value in values[:kind.values]] + list(zip(keys[1:], values[kind.values:]))
    needles = [needle(kind, *pair) for pair in held]
    budget -= sum(counter.many(needles)) + len(needles)
    hay = list(_fitting(_hay(kind, draw, prose, keys, values), budget, counter))
    places = sorted(draw.randrange(len(hay) + 1) for _ in needles)
    draw.shuffle(needles)
    for place, text in zip(reversed(places), needles):
        hay.insert(place, text)
    answers = [value for key, value in held if key in asked]
    return {"context": "\n".join(hay), "query": _listed(asked), "type_needle_v": kind.type, "outputs": answers}


def _hay(kind, draw, prose, keys, values):
    """Lines without end."""
    if kind.hay == "needles":
        used = set(keys) | set(values)
        while True:
            key, value = kind.key(draw), kind.value(draw)
            if key not in used and value not in used:
                used |= {key, value}
                yield needle(kind, key, value)
    while True:
        yield " ".join(NOISE).replace("  ", " ") if kind.hay == "noise" else draw.choice(prose)


def _fitting(lines, budget, counter):
    """As many lines as have so many tokens, one more a line for the break between."""
    while True:
        batch = [next(lines) for _ in range(64)]
        for line, tokens in zip(batch, counter.many(batch)):
            budget -= tokens + 1
            if budget < 0:
                return
            yield line


def _listed(keys):
    """`a`, `a and b`, `a, b, and c`."""
    if len(keys) < 3:
        return " and ".join(keys)
    return ", ".join(keys[:-1]) + f", and {keys[-1]}"
