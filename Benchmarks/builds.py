"""Two builds of ours and the Python peer on one request, in turns: what a change cost.

    .venv/bin/python Benchmarks/builds.py --other OLD/.build/release/retmask-bench --other-engine OLD/.engine/libretmask-engine.so
    .venv/bin/python Benchmarks/builds.py ... --request '{"work": "prefill", "tokens": 1024}' --rounds 9 --threads 2

The request is one of BenchWorker's; `encode` by default, of the organism's text. Prints medians, ranges and the ratio to the peer.
"""

import argparse
import json
import pathlib
import statistics
import sys
import tempfile

from sides import Side, make_model, root, surroundings, write_text

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--other", required=True, help="retmask-bench of another build")
parser.add_argument("--other-engine", required=True, help="its engine")
parser.add_argument("--request", default='{"work": "encode"}')
parser.add_argument("--rounds", type=int, default=15)
parser.add_argument("--threads", type=int, default=1)
arguments = parser.parse_args()
environment = {**surroundings(arguments.threads), "RAYON_NUM_THREADS": str(arguments.threads)}

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    make_model(folder)
    text = folder / "text.txt"
    write_text(text, environment)
    request = {"text": str(text), **json.loads(arguments.request)}
    more = [str(folder), str(arguments.threads)]
    sides = {
        "this build": Side([str(root / ".build/release/retmask-bench"), *more], environment),
        "the other": Side([arguments.other, *more], {**environment, "RETMASK_ENGINE": arguments.other_engine}),
        "the peer": Side([sys.executable, str(root / "Benchmarks/peer.py"), *more], environment)}
    for side in sides.values():
        side.ask(request)  # warm-up, not counted
    seconds = {name: [] for name in sides}
    for _ in range(arguments.rounds):
        for name, side in sides.items():
            seconds[name].append(side.ask(request))
    for name, values in seconds.items():
        ratio = statistics.median(b / a for a, b in zip(values, seconds["the peer"]))
        print(f"{name}: {statistics.median(values) * 1e3:.1f} ms [{min(values) * 1e3:.1f}, {max(values) * 1e3:.1f}], "
              f"{ratio:.1f} times the peer")
