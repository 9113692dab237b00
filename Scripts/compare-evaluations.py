#!/usr/bin/env python3
"""Differences of `retmask evaluate` outputs with paired bootstrap intervals.

    Scripts/compare-evaluations.py BASE.jsonl OTHER.jsonl...

Reads the answers beside each (OTHER.jsonl.answers.jsonl). The mean of seven is that of `retmask run`'s report: of
the long-context categories, each the mean over its lengths. An interval resamples the examples of every category
and length 2000 times, the same ones for both, and takes the middle 95%; the report's own interval is wider, because
it lets the lengths of a category move together. Needs only Python.
"""
import json
import random
import sys

LONG = ["recall", "rag", "citation", "rerank", "icl", "longqa", "summ"]


def answers(file):
    cells = {}
    for line in open(f"{file}.answers.jsonl"):
        row = json.loads(line)
        if "category" in row:
            cells.setdefault((row["category"], row["length"]), {})[row["id"]] = 100 * row["score"]
    return cells


def difference(base, other, categories, draw=None):
    parts = []
    for category in categories:
        means = []
        for cell, scores in base.items():
            if cell[0] != category:
                continue
            ids = list(scores)
            if draw:
                ids = draw.choices(ids, k=len(ids))
            means.append(sum(other[cell][i] - scores[i] for i in ids) / len(ids))
        parts.append(sum(means) / len(means))
    return sum(parts) / len(parts)


base = answers(sys.argv[1])
for file in sys.argv[2:]:
    other = answers(file)
    cells = []
    for categories in (LONG, ["recall"], ["rag"], ["memory-in-context"]):
        draw = random.Random(0)
        resamples = sorted(difference(base, other, categories, draw) for _ in range(2000))
        cells.append(f"{difference(base, other, categories):+.1f} [{resamples[50]:+.1f}, {resamples[1949]:+.1f}]")
    print(f"{file.split('/')[-1]:28} mean of 7 {cells[0]}, recall {cells[1]}, RAG {cells[2]}, memory in context {cells[3]}")
