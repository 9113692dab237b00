"""Several questions about one context, asked one after the other and asked mixed.

    python3 Benchmarks/contexts.py --model models/smollm2 [--contexts 3] [--questions 10] [--pairs 14] [--rounds 3]

Each context is a JSON object of UUID pairs, each question one of its keys. The same questions are asked in two orders: by context,
where `evaluate` computes a context once for its questions, and in turns (a question of each context, then the next one of each), where
none follows one of its own context. Answers and the time of the whole process are compared.

Writes docs/benchmarks/<date>-contexts.md and the section `contexts` of docs/benchmarks/latest.json; `--dry` only prints.
"""

import argparse
import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

from page import machine, publish, root

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--model", required=True, help="a model folder")
parser.add_argument("--tool", default=root / ".build/release/retmask")
parser.add_argument("--contexts", type=int, default=3)
parser.add_argument("--questions", type=int, default=10)
parser.add_argument("--pairs", type=int, default=14, help="pairs in a context, of some 70 tokens each")
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--dry", action="store_true", help="write no page")
arguments = parser.parse_args()


def rows():
    stream = random.Random(1)
    name = lambda: str(uuid.UUID(int=stream.getrandbits(128), version=4))
    made = []
    for context in range(arguments.contexts):
        pairs = [(name(), name()) for _ in range(arguments.pairs)]
        text = "Extract the value of the key from the JSON object.\n\nJSON data:\n" + json.dumps(dict(pairs), indent=1)
        for question in range(arguments.questions):
            key, value = pairs[question * arguments.pairs // arguments.questions]
            made.append({
                "id": f"{context}-{question}", "category": "recall", "metric": "SubEM", "length": 1024, "maxTokens": 64,
                "prompt": f'{text}\n\nKey: "{key}"\nCorresponding value: "', "stop": ["\n"], "answers": [value]})
    return made


def ask(folder, name, examples):
    """Seconds, and answers by id."""
    file, out = folder / f"{name}.jsonl", folder / f"{name}.results.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in examples))
    start = time.perf_counter()
    subprocess.run(
        [arguments.tool, "evaluate", "--model", arguments.model, "--examples", file, "--batch", str(arguments.questions),
         "--out", out, "--restart"], check=True, capture_output=True)
    took = time.perf_counter() - start
    lines = (folder / f"{name}.results.jsonl.answers.jsonl").read_text().splitlines()
    return took, {answer["id"]: answer["response"] for answer in map(json.loads, lines)}


def main():
    grouped = rows()
    mixed = sorted(grouped, key=lambda row: int(row["id"].split("-")[1]))
    times = {"by context": [], "in turns": []}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(arguments.rounds):
            answers = {}
            for name, examples in (("by context", grouped), ("in turns", mixed)):
                took, answers[name] = ask(pathlib.Path(folder), name.replace(" ", "-"), examples)
                times[name].append(took)
                print(f"{name}: {took:.2f} s", file=sys.stderr)
    same = sum(answers["by context"][key] == answers["in turns"][key] for key in answers["in turns"])
    ratios = [other / mine for mine, other in zip(times["by context"], times["in turns"])]
    ours, peer, ratio = (statistics.median(list_) for list_ in (times["by context"], times["in turns"], ratios))
    work = f"{arguments.contexts} contexts of {arguments.pairs} pairs, {arguments.questions} questions each"
    publish("contexts", f"{machine()}; medians of {arguments.rounds} rounds in turns; `evaluate`, loading included; {same} of "
            f"{len(grouped)} answers are equal.",
            ["| work | by context (s) | in turns (s) | ratio | low | high |", "|---|---:|---:|---:|---:|---:|",
             f"| {work} | {ours:.2f} | {peer:.2f} | {ratio:.2f} | {min(ratios):.2f} | {max(ratios):.2f} |"],
            [{"work": work, "ours": ours, "peer": peer, "ratio": ratio, "ratio_low": min(ratios), "ratio_high": max(ratios),
              "equal_answers": same, "answers": len(grouped), "unit": "s"}], arguments.dry)


main()
