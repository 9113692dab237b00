"""Section "contrast" of bench.py: `retmask contrast` against transformers' generate of two models.

Both answer the same prompts with and without the same heads, sampled, with as many rows in a pass: 16
prompts with both sides of ours, 32 prompts with one side of the peer's. At temperature 0.6 the organism's
answers are short and alike in length; at 1.7 they have a long tail (median 6 tokens, a tenth above 15,
some 160). Of eight samples a prompt is computed once by ours and for each by the peer, whose generate repeats
its rows first. Time: ours is the whole process, with loading and writing; of transformers only the
loop counts, without imports and loading. The answers are drawn from other noise, so not they but
their number of tokens is compared: 0.75 to 1.33 of the other, or there is no row.
"""

import json
import pathlib
import random
import statistics
import subprocess
import sys

from sides import measured

HEADS = "2-4,2-7,3-2,3-3"
# Prompts, and prompts of a batch.
COUNT, BATCH = 256, 16
# Name, temperature, most tokens, samples of a prompt.
WORK = [
    ("short answers", "0.6", "32", "1"),
    ("eight samples of short answers", "0.6", "32", "8"),
    ("answers with a long tail", "1.7", "160", "1"),
]


def prompts(file):
    """Books of facts of like kind and a question about one, of 3 to 40 sentences."""
    names = ["Mira", "Tom", "Ludwig", "Casper", "Nora", "Ivo", "Selma", "Otto"]
    verbs = ["keeps", "sells", "borrows", "paints", "collects"]
    kinds = ["red", "blue", "dusty", "crooked", "silver", "plain"]
    stuffs = ["brass", "oak", "felt", "velvet", "glass"]
    things = ["bells", "hats", "chains", "drums", "lamps", "boats"]
    draw = random.Random(0)
    with open(file, "w") as out:
        for _ in range(COUNT):
            book = [
                (draw.choice(names), draw.choice(verbs),
                 f"{draw.choice(kinds)} {draw.choice(stuffs)} {draw.choice(things)}")
                for _ in range(draw.randint(3, 40))]
            name, verb, _ = draw.choice(book)
            text = " ".join(f"{n} {v} {what}." for n, v, what in book)
            out.write(json.dumps({"prompt": f"{text} {name} {verb} what?"}) + "\n")
    return file


def mask(tool, model, heads, out, environment):
    subprocess.run([tool, "mask", "--model", model, "--heads", heads, "--out", out], check=True, stdout=subprocess.DEVNULL,
                   env=environment)


def ours(tool, model, heads, prompts, batch, tokens, temperature, drawn, out, environment):
    """Seconds and peak bytes of the whole process, number of samples, tokens of all answers."""
    seconds, bytes_, _ = measured(
        [tool, "contrast", "--model", model, "--heads", heads, "--prompts", prompts, "--batch", batch, "--max-tokens", tokens,
         "--temperature", temperature, "--samples", drawn, "--out", out], environment)
    samples = [json.loads(line) for line in open(f"{out}.samples.jsonl")]
    return seconds, bytes_, len(samples), sum(row["chosen"]["tokens"] + row["rejected"]["tokens"] for row in samples)


def transformers(model, masked, prompts, rows, tokens, temperature, threads, drawn, environment):
    """Seconds of the loop, peak bytes of the process, tokens of all answers."""
    _, bytes_, answer = measured(
        [sys.executable, pathlib.Path(__file__).with_name("contrast_peer.py"), model, masked, prompts, rows, tokens,
         temperature, threads, drawn], environment)
    answered = json.loads(answer.splitlines()[-1])
    return answered["seconds"], bytes_, answered["tokens"]


def check(samples, wanted, mine, theirs):
    if samples != wanted or not 0.75 < mine / theirs < 1.33:
        sys.exit(f"bench: {mine} tokens in {samples} samples of ours, {theirs} of theirs")


def rows(folder, root, environment, rounds, threads):
    tool = root / ".build/release/retmask"
    file = prompts(folder / "prompts.jsonl")
    model = root / "Sources/Organism/Resources/first-light"
    for name, temperature, tokens, drawn in WORK:
        masked = folder / f"masked-{tokens}-{drawn}"
        mask(tool, model, HEADS, masked, environment)
        took, theirs, ratios = [], [], []
        for turn in range(rounds):
            out = folder / f"contrast-{tokens}-{drawn}-{turn}.jsonl"
            seconds, _, samples, mine = ours(
                tool, model, HEADS, file, BATCH, tokens, temperature, drawn, out, environment)
            their_seconds, _, answered = transformers(
                model, masked, file, 2 * BATCH, tokens, temperature, threads, drawn, environment)
            check(samples, COUNT * int(drawn), mine, answered)
            took.append(seconds)
            theirs.append(their_seconds)
            ratios.append(their_seconds / seconds)
        yield {
            "section": "contrast", "work": f"{COUNT} prompts, both sides, {name}; {mine / statistics.median(took):.0f} tokens a second",
            "ours": statistics.median(took), "peer": statistics.median(theirs),
            "ratio": statistics.median(ratios), "unit": "s", "floor": None, "ratio_low": min(ratios),
            "ratio_high": max(ratios)}
