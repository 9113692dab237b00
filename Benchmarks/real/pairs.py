"""Part "preference": `retmask prefer` against TRL's DPOTrainer, 0.24 with transformers 4 and the current one with transformers 5, as in
Benchmarks/preference.py: all weights, batches of 2, the loops are timed.

The second environment is .venv5 (Scripts/python-peers.sh 5) or the Python of --python5.
"""

import shutil
import sys

import preference
from real.shape import Shape
from sides import organism_text, versions

# Name, tokens of prompt and answer, about; pairs; goal.
WORK = [("prompts as long as answers", 128, 128, 6, 2), ("prompts 8 times as long as answers", 512, 64, 4, 5)]
BATCH = 2


def file(bench, out, text, prompt, answer, count):
    """Stretches of the organism's text, of about so many of the model's tokens."""
    from transformers import AutoTokenizer

    words = text.split()
    share = len(words) / len(AutoTokenizer.from_pretrained(bench.model)(" ".join(words), verbose=False)["input_ids"])
    preference.pairs(out, text, round(prompt * share), round(answer * share), count)
    return out


def floor(shape, tokens, prompt, answer, count, speed):
    """A prompt once and both answers: one pass for the reference, one forward and two back for the step; logits of answers alone.

    `tokens` has prompts twice. Attention is 4 products forward, 10 on the way back, and half of it is masked."""
    each = tokens / count / 2
    answers = answer / (prompt + answer) * each
    seen = count * (each * each / 2 + answers * each)
    work = 4 * shape.dense(count * (each + answers)) + 4 * shape.logits(count * 2 * answers) + 18 / 4 * shape.attention(seen)
    return work / speed.products


def rows(part, bench):
    pythons = {versions(python, ["trl", "transformers"]): python for python in (sys.executable, bench.python5)}
    if pythons.pop(None, None):
        bench.say(f"the current TRL is left out: {bench.python5} has no trl and transformers. Scripts/python-peers.sh 5 makes .venv5")
    mine = bench.base()
    bases = {name: preference.base(python, bench.environment) for name, python in pythons.items()}
    text = organism_text(bench.tool, 60000, bench.environment)
    for work, prompt, answer, count, goal in WORK:
        pairs = file(bench, bench.folder / f"pairs-{prompt}.jsonl", text, prompt, answer, count)
        times, peaks = ({name: [] for name in bases} for _ in range(2))
        for turn in range(bench.rounds):
            copy = pairs.with_suffix(f".{turn}.jsonl")
            shutil.copy(pairs, copy)
            _, bytes_, summary, losses = preference.ours(
                bench.tool, bench.model, copy, BATCH, bench.folder / f"preferred-{prompt}-{turn}", bench.environment)
            seconds = summary["seconds"]["reference"] + summary["seconds"]["training"]
            tokens = summary["truncation"]["tokens"]
            for name, python in pythons.items():
                _, their_bytes, their_seconds, their_losses = preference.trl(
                    python, bench.model, pairs, BATCH, bench.threads, bench.environment)
                preference.check(losses, their_losses)
                times[name].append((seconds, their_seconds))
                peaks[name].append((bytes_, their_bytes))
        lowest = floor(Shape(bench.model), tokens, prompt, answer, count, bench.speed)
        for name in bases:
            yield bench.row(part, f"{count} pairs, {work}, together {tokens / count / 2:.0f} tokens", name,
                            times[name], peaks[name], (mine, bases[name]), goal, lowest)
