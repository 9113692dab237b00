"""Whole verbs beside processes that keep a core busy: how much longer they take than alone.

    python3 Benchmarks/busy.py --model DIR [--rounds 5] [--verbs contrast,detect,prefer] [--beside 0,1,2] [--old OLD/retmask]

`--model` is a folder of a real model; without it one of random weights is made, of SmolLM2-135M's shape (with
transformers, as `make bench` has it). Each round runs every verb alone, then beside one and beside two processes that count, of
the same priority; with `--old` another build does the same in turns, and `--threads N` fixes the number of threads of both.
Prints medians and ranges in seconds, the ratio to the same build alone (the aim: 2.5 beside one) and to the other build. The
machine's load before each run is printed too: on a machine that is not quiet the first column is no idle time.

`--priority -10` raises the priority of this script's session above others' (/proc/self/autogroup), the busy processes
included.
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

root = pathlib.Path(__file__).resolve().parent.parent
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
parser.add_argument("--priority", help="the session's nice value")
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
    busy = [subprocess.Popen([sys.executable, "-c", "while 1: pass"]) for _ in range(count)]
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


def main():
    if arguments.priority:
        pathlib.Path("/proc/self/autogroup").write_text(arguments.priority)
    counts = [int(count) for count in arguments.beside.split(",")]
    tools = {"new": arguments.tool, **({"old": arguments.old} if arguments.old else {})}
    with tempfile.TemporaryDirectory() as base:
        base = pathlib.Path(base)
        model = arguments.model
        if not model:
            model = base / "model"
            random_model(model)
        work = verbs(base, model)
        print("| verb | build | beside | seconds | to alone | to the other build |\n|---|---|---:|---:|---:|---:|", flush=True)
        for name, words in work.items():
            times = {(side, count): [] for side in tools for count in counts}
            for turn in range(arguments.rounds):
                for count in counts:
                    for side in tools if turn % 2 else reversed(tools):
                        load = os.getloadavg()[0]
                        took = seconds(tools[side], words, base / "work", count)
                        times[side, count].append(took)
                        print(f"{name}, {side}, beside {count}: {took:.2f} s, load before {load:.1f}", file=sys.stderr)
            for (side, count), took in times.items():
                middle = statistics.median(took)
                alone = f"{middle / statistics.median(times[side, 0]):.2f}" if 0 in counts else ""
                other = statistics.median(a / b for a, b in zip(took, times["old", count])) if arguments.old else None
                print(f"| {name} | {side} | {count} | {middle:.2f} [{min(took):.2f}, {max(took):.2f}] | {alone} | "
                      f"{f'{other:.2f}' if other and side == 'new' else ''} |", flush=True)


main()
