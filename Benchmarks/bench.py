"""Ours against the Python peers, alternating in one run.

    make bench            (sets up .venv, builds, then runs this)
    .venv/bin/python Benchmarks/bench.py --rounds 9 --threads 2

Both sides stay loaded and take turns on the same requests, A B A B ..., so that a busy moment of
the machine hits both. The ratio of each pair is peer / ours (above 1: ours is faster); the page
gives medians. Writes docs/benchmarks/latest.json and docs/benchmarks/<date>.md. The section "real" is about a real model and has
a page of its own (Benchmarks/real/section.py).
"""

import argparse
import datetime
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import contrast
import detection
import page
import preference
from real import section as real
from sides import HEADS, GROUPS, LAYERS, WIDTH, Side, make_model, root, surroundings, write_text

SECTIONS = ["prefill", "decode", "training", "tokenizer", "load", "start", "detection", "contrast", "preference", "real", *real.PARTS]
parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--rounds", type=int, default=9)
parser.add_argument("--threads", type=int, default=os.cpu_count())
parser.add_argument("--only", choices=SECTIONS, help="one section, or one part of real", metavar="SECTION")
parser.add_argument("--model", default=pathlib.Path(os.environ.get("RETMASK_MODELS") or root / "models") / "smollm2",
                    help="real: a folder of a Llama-shaped model")
parser.add_argument("--tool", default=root / ".build/release/retmask", help="real: the program, retmask-bench stands beside it")
parser.add_argument("--python5", default=root / ".venv5/bin/python", help="real: a Python with the current transformers and TRL")
parser.add_argument("--llama", default=sys.executable, help="real: a Python with llama-cpp-python")
arguments = parser.parse_args()
environment = surroundings(arguments.threads)
COMMAND = " ".join(["Scripts/bench.sh", *sys.argv[1:]]) if sys.argv[1:] else "make bench"


def whole_process(command):
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, check=True)
    return time.perf_counter() - start


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        weights, vocabulary = make_model(folder)
        text = folder / "text.txt"
        tool = root / ".build/release/retmask"
        write_text(text, environment)
        megabytes = len(text.read_bytes()) / 1e6

        ours = Side([str(root / ".build/release/retmask-bench"), str(folder), str(arguments.threads)], environment)
        peer = Side([sys.executable, str(root / "Benchmarks/peer.py"), str(folder), str(arguments.threads)],
                    environment)
        # The floors: products at this machine's measured speed; bytes at its measured bandwidth.
        peak = 2 * 1024**3 / min(ours.ask({"work": "gemm"}) for _ in range(7))
        bandwidth = 256e6 / min(ours.ask({"work": "copy"}) for _ in range(7))

        def flops(rows, tokens, factor=1):
            dense = 2 * weights * rows * tokens
            attention = 2 * 2 * LAYERS * WIDTH * rows * tokens * tokens / 2
            return factor * (dense + attention)

        logits = 2 * WIDTH * vocabulary
        cases = [
            ("prefill", "256 tokens, batch 1", {"work": "prefill", "tokens": 256}, flops(1, 256) / peak),
            ("prefill", "1024 tokens, batch 1", {"work": "prefill", "tokens": 1024}, flops(1, 1024) / peak),
            ("prefill", "4096 tokens, batch 1", {"work": "prefill", "tokens": 4096}, flops(1, 4096) / peak),
            ("decode", "64 steps after 256 tokens, batch 1",
             {"work": "decode", "rows": 1, "prompt": 256, "steps": 64},
             64 * 4 * (weights + WIDTH * vocabulary) / bandwidth),
            ("decode", "64 steps after 256 tokens, batch 8",
             {"work": "decode", "rows": 8, "prompt": 256, "steps": 64},
             64 * 4 * (weights + WIDTH * vocabulary) / bandwidth),
            ("training", "step of 8 x 256 tokens", {"work": "train", "rows": 8, "tokens": 256},
             (flops(8, 256, 3) + 3 * logits * 8 * 256) / peak),
            ("tokenizer", f"encode {megabytes:.2f} MB of the organism's text", {"work": "encode", "text": str(text)}, None),
            ("load", f"model folder of {os.path.getsize(folder / 'model.safetensors') / 1e6:.1f} MB, warm",
             {"work": "load"}, os.path.getsize(folder / "model.safetensors") / bandwidth),
        ]
        rows = []

        def row(section, work, mine, theirs, floor):
            ratios = [t / m for m, t in zip(mine, theirs)]
            rows.append({
                "section": section, "work": work, "ours": statistics.median(mine),
                "peer": statistics.median(theirs), "ratio": statistics.median(ratios), "unit": "s",
                "floor": floor, "ratio_low": min(ratios), "ratio_high": max(ratios)})
            print(f"{section:10} {work:44} ours {rows[-1]['ours']:.4f} s  peer {rows[-1]['peer']:.4f} s  "
                  f"ratio {rows[-1]['ratio']:.2f} [{min(ratios):.2f}, {max(ratios):.2f}]", file=sys.stderr)

        for section, work, request, floor in cases:
            if arguments.only and section != arguments.only:
                continue
            ours.ask(request), peer.ask(request)  # warm-up, not counted
            pairs = [(ours.ask(request), peer.ask(request)) for _ in range(arguments.rounds)]
            row(section, work, [a for a, _ in pairs], [b for _, b in pairs], floor)
        if not arguments.only or arguments.only == "start":
            help_pairs = [(whole_process([tool, "--help"]),
                           whole_process([sys.executable, "-c", "import transformers, torch"]))
                          for _ in range(arguments.rounds)]
            row("start", "retmask --help / import transformers, torch",
                [a for a, _ in help_pairs], [b for _, b in help_pairs], None)
        if not arguments.only or arguments.only == "detection":
            for made in detection.rows(folder, root, environment, peak, max(1, arguments.rounds // 3)):
                rows.append(made)
                print(f"detection  {made['work']:44} ours {made['ours']:.2f} s  peer {made['peer']:.2f} s  "
                      f"ratio {made['ratio']:.1f}", file=sys.stderr)
        if not arguments.only or arguments.only == "contrast":
            for made in contrast.rows(
                    folder, root, environment, max(1, arguments.rounds // 3), arguments.threads):
                rows.append(made)
                print(f"contrast   {made['work']:44} ours {made['ours']:.2f} s  peer {made['peer']:.2f} s  "
                      f"ratio {made['ratio']:.1f}", file=sys.stderr)
        if not arguments.only or arguments.only == "preference":
            for made in preference.rows(
                    folder, root, environment, peak, max(1, arguments.rounds // 3), arguments.threads):
                rows.append(made)
                print(f"preference {made['work']:44} ours {made['ours']:.2f} s  peer {made['peer']:.2f} s  "
                      f"ratio {made['ratio']:.1f}", file=sys.stderr)
        write(rows, peak, bandwidth, weights)


def write(rows, peak, bandwidth, weights):
    day = datetime.date.today().isoformat()
    head = {"machine": page.machine(), "threads": arguments.threads, "command": COMMAND, "rounds": arguments.rounds,
            "gemm_gflops": peak / 1e9, "bandwidth_gb_per_s": bandwidth / 1e9}
    if not arguments.only:
        page.keep(rows, COMMAND, head)
    lines = [
        f"# Benchmarks of {day}", "",
        f"{head['machine']}, {arguments.threads} threads; `{COMMAND}`; medians of {arguments.rounds} alternating "
        f"rounds (a third of them for detection, contrast and preference); ratio = peer / ours of each round (above 1: "
        f"ours is faster). Measured here: products {peak / 1e9:.0f} GFLOP/s, copies {bandwidth / 1e9:.1f} GB/s. Floor: "
        "FLOPs over the measured product speed, bytes over the measured bandwidth.", "",
        f"- prefill, decode, training: Llama shape of random weights, width {WIDTH}, "
        f"{LAYERS} layers, {HEADS} heads over {GROUPS} groups, {weights / 1e6:.1f} M parameters without embeddings; peer: transformers 4.57.6 "
        "on torch 2.13 (sdpa), tokenizers for encode.",
        "- detection: `detect --mode paper` against the reference beside the golden files (Benchmarks/detection.py).",
        "- contrast: `contrast` against transformers' generate of two folders (Benchmarks/contrast.py).",
        "- preference: `prefer` against TRL 0.24's DPOTrainer, a random Llama of 25 M parameters without embeddings with a vocabulary "
        "of 32000 (Benchmarks/preference.py).", "",
        "| section | work | ours (s) | peer (s) | ratio | low | high | floor (s) |",
        "|---|---|---:|---:|---:|---:|---:|---:|"]
    for r in rows:
        floor = f"{r['floor']:.4f}" if r["floor"] else ""
        lines.append(f"| {r['section']} | {r['work']} | {r['ours']:.4f} | {r['peer']:.4f} | {r['ratio']:.2f} | "
                     f"{r['ratio_low']:.2f} | {r['ratio_high']:.2f} | {floor} |")
    file = page.unused(f"{day}-{arguments.only}" if arguments.only else day)
    file.write_text("\n".join(lines) + "\n")
    print(f"bench: wrote docs/benchmarks/{file.name}", file=sys.stderr)


if not real.parts(arguments.only):
    main()
if not arguments.only or real.parts(arguments.only):
    sys.exit(min(1, real.run(arguments, environment, COMMAND)))
