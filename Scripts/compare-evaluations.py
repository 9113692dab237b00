#!/usr/bin/env python3
"""Differences of `retmask evaluate` outputs with paired bootstrap intervals.

    Scripts/compare-evaluations.py BASE.jsonl OTHER.jsonl...

Reads the answers beside each (OTHER.jsonl.answers.jsonl). The mean of seven is that of `retmask run`'s report: of
the long-context categories, each the mean over its lengths. An interval resamples the examples of every category
and length 2000 times, the same ones for both, and takes the middle 95%; questions about one context are drawn
together, as the tool does it. The report's own interval is wider, because it lets the lengths of a category move
together. What the files have no category of is left out. Needs only Python.
"""
import json
import random
import sys

LONG = ["recall", "rag", "citation", "rerank", "icl", "longqa", "summ"]
SHOWN = {"recall": ["recall"], "RAG": ["rag"], "memory in context": ["memory-in-context"]}


def answers(file):
    """Points by category and length, then by id; and what is drawn as one of each: lists of ids."""
    cells, drawn = {}, {}
    for line in open(f"{file}.answers.jsonl"):
        row = json.loads(line)
        if "category" not in row:
            continue
        cell = row["category"], row["length"]
        cells.setdefault(cell, {})[row["id"]] = 100 * row["score"]
        # A question without a context is drawn by itself. Ids and contexts may be spelt alike.
        context = row.get("context")
        key = (False, row["id"]) if context is None else (True, context)
        drawn.setdefault(cell, {}).setdefault(key, []).append(row["id"])
    return cells, {cell: list(groups.values()) for cell, groups in drawn.items()}


def difference(base, other, drawn, categories, draw=None):
    parts = []
    for category in categories:
        means = []
        for cell, scores in base.items():
            if cell[0] != category:
                continue
            groups = drawn[cell]
            if draw:
                groups = draw.choices(groups, k=len(groups))
            ids = [i for group in groups for i in group]
            means.append(sum(other[cell][i] - scores[i] for i in ids) / len(ids))
        parts.append(sum(means) / len(means))
    return sum(parts) / len(parts)


def interval(base, other, drawn, categories):
    draw = random.Random(0)
    resamples = sorted(difference(base, other, drawn, categories, draw) for _ in range(2000))
    mean = difference(base, other, drawn, categories)
    return f"{mean:+.1f} [{resamples[50]:+.1f}, {resamples[1949]:+.1f}]"


def main():
    base, drawn = answers(sys.argv[1])
    there = {category for category, _ in base}
    long = [category for category in LONG if category in there]
    shown = {f"mean of {len(long)}": long, **SHOWN}
    for file in sys.argv[2:]:
        other, _ = answers(file)
        cells = [f"{name} {interval(base, other, drawn, categories)}"
                 for name, categories in shown.items() if categories and there.issuperset(categories)]
        print(f"{file.split('/')[-1]:28} {', '.join(cells)}")


if __name__ == "__main__":
    main()
