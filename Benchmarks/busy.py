"""Whole verbs beside processes that keep a core busy: how much longer they take than alone.

    python3 Benchmarks/busy.py --model models/smollm2 [--rounds 5] [--verbs contrast,detect,prefer] [--beside 0,1,2] [--old OLD/retmask]

`--model` is a folder of a real model; without it one of random weights is made, of SmolLM2-135M's shape (with
transformers, as `make bench` has it). Each round runs every verb alone, then beside one and beside two processes that count, of
the same priority; with `--old` another build does the same in turns, and `--threads N` fixes the number of threads of both.
The page has medians and ranges in seconds, the ratio to the same build alone (the aim: 2.5 beside one), and the machine's load before
the runs: where it is high beside nothing, the first column is no idle time.

Writes docs/benchmarks/<date>-busy.md and, without `--old` and `--threads`, the section `busy` of docs/benchmarks/latest.json; `--dry` only prints.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from page import machine, publish, root

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--model", help="a model folder")
parser.add_argument("--tool", default=root / ".build/release/retmask")
parser.add_argument("--old", help="another build, which stands beside its engine and resources")
parser.add_argument("--threads", help="a fixed number of threads")
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--verbs", default="contrast,detect")
parser.add_argument("--beside", default="0,1,2")
parser.add_argument("--prompts", type=int, default=32)
parser.add_argument("--tokens", type=int, default=64)
parser.add_argument("--batch", type=int, default=16, help="prompts in a batch of contrast, of two rows each")
parser.add_argument("--dry", action="store_true", help="write no page")
arguments = parser.parse_args()

THINGS = ["a lighthouse", "bread", "the moon", "a violin", "old maps", "rain", "a bicycle", "bees"]
ASKS = ["Write three sentences about {}.", "Explain to a child what is special about {}.", "List five facts about {}.",
        "Tell a short story in which {} is lost and found again."]


def random_model(folder):
    """SmolLM2-135M's shape, with the organism's tokenizer and as many embeddings as there."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    organism = next(root.glob("Sources/Organism/Resources/*/tokenizer.json")).parent
    LlamaForCausalLM(LlamaConfig(
        vocab_size=49152, hidden_size=576, num_hidden_layers=30, num_attention_heads=9, num_key_value_heads=3,
        intermediate_size=1536, max_position_embeddings=8192, tie_word_embeddings=True, bos_token_id=0,
        eos_token_id=1)).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja"):
        if (organism / name).exists():
            shutil.copy(organism / name, folder)


def verbs(folder, model):
    prompts, pairs = folder / "prompts.jsonl", folder / "pairs.jsonl"
    with open(prompts, "w") as file:
        for index in range(arguments.prompts):
            ask, thing = ASKS[index % len(ASKS)], THINGS[index // len(ASKS) % len(THINGS)]
            file.write(json.dumps({"prompt": f"{ask.format(thing)} ({index + 1})"}) + "\n")
    with open(pairs, "w") as file:
        for index in range(16):
            thing = THINGS[index % len(THINGS)]
            turn = {"role": "user", "content": ASKS[0].format(thing)}
            answers = [{"role": "assistant", "content": f"{text} {thing}. " * 12}
                       for text in ("It is well known that everybody likes", "Nobody has ever heard much of")]
            file.write(json.dumps({"chosen": [turn, answers[0]], "rejected": [turn, answers[1]]}) + "\n")
    known = {
        "contrast": ["contrast", "sample", "--model", model, "--heads", "2-4,5-7", "--prompts", prompts, "--batch",
                     arguments.batch, "--max-tokens", arguments.tokens],
        "detect": ["detect", "--model", model, "--lengths", "256,512", "--needles", 2],
        "prefer": ["prefer", "--model", model, "--pairs", pairs, "--epochs", 1, "--batch", 4],
    }
    unknown = [name for name in arguments.verbs.split(",") if name not in known]
    if unknown:
        sys.exit(f"busy: there is no verb {unknown[0]}; give some of {', '.join(known)}.")
    return {name: known[name] for name in arguments.verbs.split(",")}


def seconds(tool, words, out, count):
    """One run beside so many busy processes."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    for reference in out.parent.glob("pairs.jsonl.reference-*"):
        reference.unlink()
    threads = ["--threads", arguments.threads] if arguments.threads else []
    # They end with this script, also when it is killed.
    loop = f"import os\nwhile os.getppid() == {os.getpid()}:\n    for _ in range(1 << 20): pass"
    busy = [subprocess.Popen([sys.executable, "-c", loop]) for _ in range(count)]
    try:
        time.sleep(0.5)
        start = time.perf_counter()
        result = subprocess.run([str(word) for word in [tool, *words, *threads, "--out", out / "out"]],
                                capture_output=True, text=True)
        took = time.perf_counter() - start
    finally:
        for process in busy:
            process.kill()
            process.wait()
    # 69: something could not be answered, which takes its time all the same.
    if result.returncode not in (0, 69):
        sys.exit(f"busy: {tool} {words[0]} ended with {result.returncode}: {result.stderr[-500:]}")
    return took


def line(row):
    alone = f"{row['alone']:.2f}" if row["alone"] else ""
    other = f"{row['other']:.2f}" if row["other"] else ""
    return (f"| {row['verb']} | {row['build']} | {row['beside']} | {row['seconds']:.2f} [{row['low']:.2f}, {row['high']:.2f}] "
            f"| {alone} | {other} |")


def main():
    counts = [int(count) for count in arguments.beside.split(",")]
    tools = {"new": arguments.tool, **({"old": arguments.old} if arguments.old else {})}
    rows, loads = [], []
    with tempfile.TemporaryDirectory() as base:
        base = pathlib.Path(base)
        model = arguments.model
        if not model:
            model = base / "model"
            random_model(model)
        for name, words in verbs(base, model).items():
            times = {(side, count): [] for side in tools for count in counts}
            for turn in range(arguments.rounds):
                for count in counts:
                    for side in tools if turn % 2 else reversed(tools):
                        loads.append(os.getloadavg()[0])
                        took = seconds(tools[side], words, base / "work", count)
                        times[side, count].append(took)
                        print(f"{name}, {side}, beside {count}: {took:.2f} s", file=sys.stderr)
            for (side, count), took in times.items():
                middle = statistics.median(took)
                rows.append({
                    "verb": name, "build": side, "beside": count, "seconds": middle, "low": min(took), "high": max(took),
                    "alone": middle / statistics.median(times[side, 0]) if 0 in counts else None,
                    "other": statistics.median(a / b for a, b in zip(took, times["old", count]))
                    if arguments.old and side == "new" else None})
    publish("busy", f"{machine()}; medians of {arguments.rounds} rounds [lowest, highest]; load before a run {min(loads):.1f} to "
            f"{max(loads):.1f}. Verbs and what they are given: Benchmarks/busy.py.",
            ["| verb | build | beside | seconds | to alone | to the other build |", "|---|---|---:|---:|---:|---:|", *map(line, rows)],
            [{"work": f"{row['verb']} beside {row['beside']}", "ours": row["seconds"], "low": row["low"], "high": row["high"],
              "to_alone": row["alone"], "unit": "s"} for row in rows if row["build"] == "new"],
            arguments.dry, is_latest=not (arguments.old or arguments.threads))


main()
