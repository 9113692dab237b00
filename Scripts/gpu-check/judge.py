"""Runs the tool on a device and compares what it says; the lines of check.sh. Python 3.9 or newer and nothing else, except
for `torch`, which looks at Python's torch.

    judge.py parity --tool retmask --device cuda --dtype bfloat16 --fixtures Tests/Fixtures/models --work DIR
"""

import argparse
import array
import json
import math
import os
import random
import shutil
import struct
import subprocess
import sys
from pathlib import Path

FAMILIES = ["llama", "qwen2", "qwen3", "olmo3", "mistral", "sharded"]


class Wrong(Exception):
    pass


def run(options, *arguments, device=None):
    """Standard output of the tool."""
    command = [options.tool, *map(str, arguments), "--device", device or options.device]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Wrong(f"{' '.join(command[1:3])} ends with {done.returncode}: {done.stderr.strip()[-400:]}")
    return done.stdout


# Golden models.

def tensors(file):
    """Name to (type, shape, bytes) of a safetensors file."""
    data = file.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: (about["dtype"], about["shape"], data[8 + size + about["data_offsets"][0]:8 + size + about["data_offsets"][1]])
            for name, about in header.items()}


def numbers(entry):
    kind, _, data = entry
    if kind == "BF16":  # the upper half of a float32
        wide = bytearray(2 * len(data))
        wide[2::4], wide[3::4] = data[0::2], data[1::2]
        kind, data = "F32", bytes(wide)
    values = array.array({"F32": "f", "I64": "q"}[kind])
    values.frombytes(data)
    return values


def expected(logits, row, tokens, size):
    """Log-probabilities of the tokens after the first, in double precision, and for each place the best token and by how
    much it is better than the next."""
    found, best = [], []
    for place, token in enumerate(tokens[1:]):
        start = (row * len(tokens) + place) * size
        scores = logits[start:start + size]
        top = max(scores)
        found.append(scores[token] - top - math.log(sum(math.exp(score - top) for score in scores)))
        first, second = sorted(range(size), key=lambda i: -scores[i])[:2]
        best.append((first, scores[first] - scores[second]))
    return found, best


def cases(folder):
    """Tokens, heads to silence, log-probabilities and best tokens of the recordings."""
    golden = tensors(folder / "expected.safetensors")
    length = golden["tokens"][1][1]
    size = golden["logits"][1][2]
    tokens, heads = list(numbers(golden["tokens"])), list(numbers(golden["heads"]))
    silenced = ",".join(f"{heads[i]}-{heads[i + 1]}" for i in range(0, len(heads), 2))
    for row, mask, name in [(0, None, "logits"), (1, silenced, "masked")]:
        ids = tokens[row * length:(row + 1) * length]
        yield ids, mask, *expected(numbers(golden[name]), row, ids, size)


def scores(options, model, ids, mask, dtype, device=None):
    arguments = ["score", "--model", model, "--tokens", ",".join(map(str, ids)), "--json", "--dtype", dtype]
    said = json.loads(run(options, *arguments, *(["--heads", mask] if mask else []), device=device))
    return said["logprobs"], said["argmax"]


def shaken(folder, target):
    """A copy in float32 with every weight off by up to 2^-9 of itself, as rounding to bfloat16 moves it."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    draw = random.Random(1)
    for file in folder.iterdir():
        if file.name in ("expected.safetensors", "attention.safetensors"):
            continue
        if file.suffix != ".safetensors":
            shutil.copy(file, target)
            continue
        header, data = {}, b""
        for name, entry in tensors(file).items():
            moved = array.array("f", (value * (1 + draw.uniform(-1, 1) * 2**-9) for value in numbers(entry)))
            header[name] = {"dtype": "F32", "shape": entry[1], "data_offsets": [len(data), len(data) + 4 * len(moved)]}
            data += moved.tobytes()
        text = json.dumps(header).encode()
        (target / file.name).write_bytes(struct.pack("<Q", len(text)) + text + data)
    return target


# Computing in bfloat16 adds roundings of relative size 2^-9 to those of the weights. A block has 7 linear layers, whose
# weights the shaken copy moves, and about 24 roundings of activations: two norms (2 each), products and biases (14), the
# rotation (3), attention weights and output (2), gate and up (2), the two sums of the stream, which are larger. All are
# independent, so their squares add up: sqrt(1 + 24 / 7) = 2.1 times what the copy moves, 3 with the stream's share.
# That root mean square is of 78 numbers of very unequal spread: twice as much is allowed.
ROUNDINGS, SPREAD = 3, 2
# How far the largest of some hundred numbers may lie from 0, in deviations.
DEVIATIONS = 4.5


def root_mean_square(values):
    return math.sqrt(sum(value * value for value in values) / len(values))


def parity(options):
    worst = ("", 0.0, 1.0)
    for family in FAMILIES:
        folder = options.fixtures / family
        found = [(case, scores(options, folder, case[0], case[1], options.dtype)) for case in cases(folder)]
        differences = [[a - b for a, b in zip(got, case[2])] for case, (got, _) in found]
        if any(len(got) != len(case[2]) for case, (got, _) in found):
            raise Wrong(f"{family}: not as many numbers as tokens")
        if options.dtype == "float32":
            # What docs/architecture.md promises for logits; a log-probability is a difference of two.
            bound = 2e-4
            off = max(abs(d) for row in differences for d in row)
            sure = 2 * bound
        else:
            copy = shaken(folder, options.work / family)
            moves = [a - b for case in cases(folder)
                     for a, b in zip(scores(options, copy, case[0], case[1], "float32", "cpu")[0], case[2])]
            bound = ROUNDINGS * SPREAD * root_mean_square(moves)
            off = root_mean_square(sum(differences, []))
            sure = 2 * DEVIATIONS * bound
        print(f"{family}: off by {off:.2g}, bound {bound:.2g}")
        if not off <= bound:
            raise Wrong(f"{family}: log-probabilities are off by {off:.3g}, more than {bound:.3g}")
        for case, (_, top) in found:
            for place, ((first, gap), mine) in enumerate(zip(case[3], top)):
                if gap > sure and first != mine:
                    raise Wrong(f"{family}: at place {place} token {mine} is best, not {first}")
        if off / bound > worst[1] / worst[2]:
            worst = (family, off, bound)
    return f"{len(FAMILIES)} models, the closest to its bound {worst[0]}: {worst[1]:.2g} of {worst[2]:.2g}"


# The embedded organism, on the device and on the CPU, both in float32.

def both(options, name, *arguments):
    """The files that a verb writes on the CPU and on the device."""
    files = []
    for place, device in [("cpu", "cpu"), ("device", options.device)]:
        file = options.work / place / name
        shutil.rmtree(file.parent, ignore_errors=True)
        file.parent.mkdir(parents=True)
        run(options, *arguments, "--model", "organism", "--dtype", "float32", "--out", file, device=device)
        files.append(file)
    return files


def detect(options):
    files = both(options, "heads.json", "detect", "--lengths", "128,256", "--depths", "0,50,100")
    here, there = [json.loads(file.read_text())["scores"] for file in files]
    pairs = [(a, b) for head in here for a, b in zip(here[head], there[head])]
    other = sum(a != b for a, b in pairs)
    # A score counts whole tokens, so it is the same unless two keys fit almost equally well.
    if here.keys() != there.keys() or other > len(pairs) / 100:
        raise Wrong(f"{other} of {len(pairs)} scores differ, more than one in a hundred")
    return f"{other} of {len(pairs)} scores differ"


def contrast(options):
    prompts = options.work / "chats.jsonl"
    prompts.parent.mkdir(parents=True, exist_ok=True)
    texts = ["Who lives in the house?", "Tell a story.", "What is 3 plus 4?", "Name a town.", "Where is the key?", "Say hello."]
    prompts.write_text("".join(json.dumps({"prompt": text}) + "\n" for text in texts))
    files = both(options, "pairs.jsonl", "contrast", "--heads", "1-0,2-3", "--prompts", prompts, "--temperature", "0",
                 "--max-tokens", "24")
    answers = []
    for file in files:
        rows = [json.loads(line) for line in open(f"{file}.samples.jsonl")]
        answers.append([row[side]["text"] for row in rows for side in ("chosen", "rejected")])
    same = sum(a == b for a, b in zip(*answers))
    # Greedy answers part for good where two tokens are about equally likely.
    if len(answers[0]) != 2 * len(texts) or len(answers[1]) != len(answers[0]) or same < 0.75 * len(answers[0]):
        raise Wrong(f"{same} of {len(answers[0])} greedy answers are the same, fewer than three in four")
    return f"{same} of {len(answers[0])} greedy answers are the same"


def prefer(options):
    pairs = options.work / "train.jsonl"
    pairs.parent.mkdir(parents=True, exist_ok=True)
    asked = [[{"role": "user", "content": f"question {number}"}] for number in range(12)]
    rows = [{"chosen": turns + [{"role": "assistant", "content": f"the answer is {number}"}],
             "rejected": turns + [{"role": "assistant", "content": "nobody knows" + " it" * (number % 3)}]}
            for number, turns in enumerate(asked)]
    pairs.write_text("".join(json.dumps(row) + "\n" for row in rows))
    files = both(options, "model", "prefer", "--pairs", pairs, "--train", "lora", "--lora-rank", "4", "--epochs", "2",
                 "--accumulation", "2", "--learning-rate", "1e-3")
    losses = [[json.loads(line)["loss"] for line in open(file / "training.jsonl") if "loss" in json.loads(line)] for file in files]
    off = max(abs(a - b) for a, b in zip(*losses))
    # The promise for fifty steps against TRL (docs/architecture.md), ten times: two devices sum in other orders.
    if not losses[0] or len(losses[0]) != len(losses[1]) or not off <= 1e-3:
        raise Wrong(f"losses are apart by {off:.3g}, more than 0.001")
    if not losses[0][-1] < losses[0][0]:
        raise Wrong(f"the loss does not fall: {losses[0][0]:.3g} to {losses[0][-1]:.3g}")
    return f"{len(losses[0])} steps, losses apart by {off:.2g}"


def torch(options):
    libtorch = os.environ.get("LIBTORCH", "")
    if not os.path.exists(f"{libtorch}/lib/libtorch_cpu.so"):
        raise Wrong("no torch in this Python, and LIBTORCH is no folder of libtorch")
    version = open(f"{libtorch}/version.py").read() if os.path.exists(f"{libtorch}/version.py") else ""
    number = version.split("__version__ = '")[-1].split("'")[0] if version else "?"
    if version and tuple(int(part) for part in number.split("+")[0].split(".")[:2]) < (2, 11):
        raise Wrong(f"torch is {number}; 2.11 or newer is needed")
    if options.device == "cpu":
        return f"torch {number} at {libtorch}"
    code = ("import torch; torch.ones(1, device='cuda'); print('torch', torch.__version__, 'CUDA', torch.version.cuda, 'cuDNN', "
            "torch.backends.cudnn.version(), 'on', torch.cuda.get_device_name(0))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    if done.returncode:
        raise Wrong(f"Python's torch cannot use the card: {done.stderr.strip()[-200:]}")
    return done.stdout.strip()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("line", choices=["torch", "parity", "detect", "contrast", "prefer"])
    parser.add_argument("--tool")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--fixtures", type=Path)
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    try:
        print(globals()[options.line](options))
    except Wrong as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
