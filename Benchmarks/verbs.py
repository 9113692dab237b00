"""Two builds of the tool on the same verbs, in turns: what a change cost, and whether it changed a byte.

    python3 Benchmarks/verbs.py --old OLD/retmask --new .build/release/retmask [--rounds 3] [--only contrast]

Each binary stands beside its resources; $RETMASK_ENGINE names the engine of both. For each verb: medians and ranges of whole
processes in seconds, the median of the rounds' ratios, and the files that differ between the two. The first round is not counted.
"""

import argparse
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import contrast

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--old", required=True)
parser.add_argument("--new", required=True)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--only", default="", help="verbs with this in their name")
arguments = parser.parse_args()
tools = {"old": arguments.old, "new": arguments.new}
model = ["--model", "organism"]


def files(folder):
    # TensorBoard's file has the time in its name.
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and "tfevents" not in path.name}


def run(tool, words):
    result = subprocess.run([tool, *map(str, words)], capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{tool} {words}: {result.stderr[-500:]}")


with tempfile.TemporaryDirectory() as base:
    base = pathlib.Path(base)
    prompts = contrast.prompts(base / "prompts.jsonl")
    pairs = base / "pairs.jsonl"

    def sample(*more):
        return lambda out: ["contrast", "sample", *model, "--heads", contrast.HEADS, "--prompts", prompts, "--batch", 16,
                            "--max-tokens", 32, "--out", out / "pairs.jsonl", *more]

    def prefer(*more):
        return lambda out: ["prefer", *model, "--pairs", pairs, "--epochs", 1, "--out", out / "model", *more]

    work = {
        "detect": lambda out: ["detect", *model, "--out", out / "heads.json"],
        "detect, four detectors": lambda out: ["detect", *model, "--detectors", "copy,forced-copy,mass,query", "--out",
                                               out / "heads.json"],
        "detect, 64 and 1k": lambda out: ["detect", *model, "--lengths", "64,1k", "--needles", 6, "--out", out / "heads.json"],
        "contrast, short": sample(),
        "contrast, eight samples, captured": sample("--samples", 8, "--capture-reference"),
        "contrast, long tail": sample("--max-tokens", 160, "--temperature", 1.7),
        "contrast, long tail, batch 2, captured": sample("--batch", 2, "--max-tokens", 160, "--temperature", 1.7,
                                                         "--capture-reference"),
        "prefer, all weights": prefer("--learning-rate", 3e-4, "--batch", 16),
        "prefer, LoRA, held out": prefer("--lora-rank", 4, "--learning-rate", 1e-3, "--batch", 8, "--holdout", 0.1),
        "prefer, SimPO, checkpointing": prefer("--loss", "simpo", "--beta", 2, "--checkpoint-activations", "--learning-rate",
                                               1e-4, "--batch", 16),
        "evaluate": lambda out: ["evaluate", *model, "--mask", "2-4,3-2", "--examples", 16, "--out", out / "results.jsonl"],
    }
    run(tools["new"], ["contrast", "sample", *model, "--heads", contrast.HEADS, "--prompts", prompts, "--samples", 4,
                       "--max-tokens", 32, "--out", pairs])
    for name, words in work.items():
        if arguments.only not in name:
            continue
        seconds, differing = {"old": [], "new": []}, set()
        for turn in range(arguments.rounds + 1):
            made = {}
            for side in ["old", "new"] if turn % 2 else ["new", "old"]:
                out = base / "out"
                shutil.rmtree(out, ignore_errors=True)
                out.mkdir()
                for reference in base.glob("pairs.jsonl.reference-*"):
                    reference.unlink()
                start = time.perf_counter()
                run(tools[side], words(out))
                if turn:
                    seconds[side].append(time.perf_counter() - start)
                made[side] = files(out)
            names = made["old"].keys() | made["new"].keys()
            differing |= {file for file in names if made["old"].get(file) != made["new"].get(file)}
        old, new = seconds["old"], seconds["new"]
        ratio = statistics.median(b / a for a, b in zip(old, new))
        text = [f"{statistics.median(s):.2f} [{min(s):.2f}, {max(s):.2f}]" for s in (old, new)]
        print(f"| {name} | {text[0]} | {text[1]} | {ratio:.2f} | {', '.join(sorted(differing)) or 'none'} |", flush=True)
