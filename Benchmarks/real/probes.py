"""Part "detection": `retmask detect --mode paper` against the Python reference (Benchmarks/detection.py) on two lengths of the
published grid and all its depths.

A greedy answer may turn at a near tie, and does not on both sides alike; a probe of another prompt or recall counts as another, and
more than a tenth of them are no row.
"""

import sys

import detection
from real.shape import Shape
from sides import measured, versions

LENGTHS = [526, 1052]
GOAL = 20
IMPORTS = "import numpy, torch, transformers; from rouge_score import rouge_scorer"


def rows(part, bench):
    stack = detection.haystack(bench.folder / "haystack", bench.tool, bench.model, bench.environment)
    base = bench.base(), measured([sys.executable, "-c", IMPORTS], bench.environment)[1]
    times, peaks = [], []
    for turn in range(bench.rounds):
        seconds, bytes_, scores, trials = detection.ours(
            bench.tool, bench.model, stack, LENGTHS, bench.folder / f"heads-{turn}.json", bench.environment)
        their_seconds, their_bytes, published, others = detection.reference(
            bench.model, stack, LENGTHS, bench.folder / "published.json", bench.environment)
        times.append((seconds, their_seconds))
        peaks.append((bytes_, their_bytes))
    mine, theirs = detection.alike(trials, others)
    same = sum(a == b for a, b in zip(mine, theirs))
    if len(mine) != len(theirs) or same < 0.9 * len(theirs):
        sys.exit(f"bench: {same} of {len(theirs)} probes are as the reference's")
    shape = Shape(bench.model)
    tokens, longest = detection.computed(trials)
    floor = (shape.dense(tokens) + shape.attention(longest * longest)) / bench.speed.products
    equal = "equal scores" if scores == published else "scores of other answers"
    yield bench.row(
        part, f"paper mode, {len(trials)} probes of {LENGTHS[0]} and {LENGTHS[-1]} tokens ({same} alike, {equal})",
        f"the reference, {versions(sys.executable, ['transformers'])}", times, peaks, base, GOAL, floor)
