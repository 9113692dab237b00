"""`json_kv`: the value of a key in a JSON object of UUIDs, at six depths, with demonstrations from the same object."""

import json

from . import words
from .plan import PAIRS, Entry, sized

DEPTHS = 6


def rows(count, examples, draw):
    """`examples` rows; those of one object follow each other, the asked pair at each of the depths."""
    made = []
    for _ in range(-(-examples // DEPTHS)):
        keys = words.distinct(words.unique, draw, count)
        pairs = [(key, words.unique(draw)) for key in keys]
        asked, others = pairs[0], pairs[1:]
        demos = draw.sample(others, min(5, len(others)))
        for depth in range(DEPTHS):
            placed = list(others)
            placed.insert(round(depth * len(others) / (DEPTHS - 1)), asked)
            made.append({"context": json.dumps(dict(placed), indent=0), "question": asked[0], "answer": asked[1],
                         "demos": [list(pair) for pair in demos], "num_kvs": count, "depth": depth / (DEPTHS - 1)})
    return made[:examples]


def write(job):
    for length in job.lengths:
        count = sized(PAIRS, length, least=4)
        file = f"data/json_kv/test_k{count}_dep{DEPTHS}.jsonl"
        job.write(file, rows(count, job.examples, job.stream("json_kv", length)))
        job.add("recall", Entry("json_kv", length, 100, file))
