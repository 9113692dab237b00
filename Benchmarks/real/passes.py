"""Parts "prefill" and "decode": single passes of a loaded model, ours (retmask-bench) and transformers (peer.py).

Both sides of a row are started for it, so that the peak is that of loading and this work alone. One request that is not
counted comes first.
"""

import sys

from real.shape import Shape
from sides import Side, measured, root, versions

CASES = {
    "prefill": [
        ("1024 tokens", {"work": "prefill", "tokens": 1024}),
        ("4096 tokens", {"work": "prefill", "tokens": 4096})],
    "decode": [
        (f"64 steps after 128 tokens, batch {rows}", {"work": "decode", "rows": rows, "prompt": 128, "steps": 64})
        for rows in (1, 8, 32)]}
GOAL = 1.3


def floor(shape, request, speed):
    if request["work"] == "prefill":
        return shape.prefill(request["tokens"]) / speed.products
    # Products or bytes, whichever take longer.
    tokens = request["rows"] * request["steps"]
    products = shape.dense(tokens) + shape.logits(tokens) + shape.attention(tokens * (request["prompt"] + request["steps"] / 2))
    return max(products / speed.products, request["steps"] * shape.bytes() / speed.bandwidth)


def rows(part, bench):
    shape = Shape(bench.model)
    peer = versions(sys.executable, ["transformers"])
    base = bench.base(), measured([sys.executable, "-c", "import transformers, torch"], bench.environment)[1]
    for work, request in CASES[part]:
        sides = [
            Side([str(bench.worker), str(bench.model), str(bench.threads)], bench.environment),
            Side([sys.executable, str(root / "Benchmarks/peer.py"), str(bench.model), str(bench.threads)], bench.environment)]
        for side in sides:
            side.ask(request)
        times = [tuple(side.ask(request) for side in sides) for _ in range(bench.rounds)]
        peaks = [tuple(side.peak() for side in sides)]
        for side in sides:
            side.end()
        yield bench.row(part, work, peer, times, peaks, base, GOAL, floor(shape, request, bench.speed))
