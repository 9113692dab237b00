#!/usr/bin/env python3
"""After how many probes `detect --until-stable` would have stopped on the published scores.

    .venv/bin/python Scripts/stability-of-published.py FOLDER_WITH_THE_PUBLISHED_JSON_FILES

The rule is that of RankStability.swift: rounds of 12 probes in a random order; 200 resamples of those so far;
the end when the mean Jaccard of the set of heads with a mean of at least 0.1 and the sets of the resamples
reaches the overlap twice in a row. Prints, for each file and overlap, the median over 12 orders of the probes
taken and of the Jaccard of the set at the end with that of all probes. The table of docs/detection.md.
"""
import json
import pathlib
import sys

import numpy

THRESHOLD, ROUND, RESAMPLES, ORDERS = 0.1, 12, 200, 12


def jaccard(one, others):
    both, either = (one & others).sum(-1), (one | others).sum(-1)
    return numpy.where(either > 0, both / numpy.maximum(either, 1), 1)


def stops(values, overlap, draw):
    """Probes taken, and the set of heads they give."""
    values = values[draw.permutation(len(values))]
    streak = 0
    for taken in range(ROUND, len(values) + ROUND, ROUND):
        seen = values[:taken]
        chosen = seen.mean(0) >= THRESHOLD
        counts = draw.multinomial(len(seen), numpy.full(len(seen), 1 / len(seen)), RESAMPLES)
        sets = counts @ seen / len(seen) >= THRESHOLD
        streak = streak + 1 if chosen.any() and jaccard(chosen, sets).mean() >= overlap else 0
        if streak == 2:
            return len(seen), chosen
    return len(values), values.mean(0) >= THRESHOLD


for file in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    scores = json.loads(file.read_text())
    values = numpy.array(list(scores.values())).T
    whole = values.mean(0) >= THRESHOLD
    cells = []
    for overlap in (0.9, 0.95, 0.97):
        draw = numpy.random.default_rng(0)
        ends = [stops(values, overlap, draw) for _ in range(ORDERS)]
        cells.append(f"{numpy.median([n for n, _ in ends]):.0f} "
                     f"({numpy.median([jaccard(whole, chosen) for _, chosen in ends]):.2f})")
    print("|", " | ".join([file.stem, str(len(values)), str(whole.sum()), *cells]), "|")
