"""Section "preference" of bench.py: `retmask prefer` against TRL's DPOTrainer on the same pairs.

Both take the same pair files in batches of the same number of pairs, in turns. Time: the loops, which for
both hold the reference's log-probabilities and the steps: ours by the seconds that `prefer --json` reports,
TRL's `trainer.train()`. Neither has imports, loading, tokenizing and saving, and ours not its comparison of
layouts; the times of the whole processes are printed beside. Memory is the peak resident size of a process, less
what it has before it loads a model (of `doctor`, and of Python with its imports: libtorch is loaded in both).
The third row begins where the pipeline does: the model itself answers prompts (`retmask contrast
--capture-reference`), which leaves the reference's log-probabilities beside the pairs; ours is then the check of a
sample, the steps, and what the forward passes of the capture took (once; copies of the prompts' keys and values are
not in it).
Ours cuts a batch into parts of 2048 tokens, TRL computes it at once; both are run once more with all that they
have against memory, and those peaks are printed as lean. The first loss has to be log 2 for both; later ones
differ, for the two draw other orders.
"""

import json
import math
import pathlib
import random
import shutil
import statistics
import subprocess
import sys

from sides import measured, organism_text

SHAPE = dict(
    vocab_size=32000, hidden_size=512, num_hidden_layers=8, num_attention_heads=8, num_key_value_heads=8,
    intermediate_size=1376, max_position_embeddings=4096, tie_word_embeddings=True, bos_token_id=1, eos_token_id=4)
# Tokens of prompt and answer, about; pairs; pairs of a batch.
WORK = [
    ("prompts as long as answers, 128", 128, 128, 24, 2, False),
    ("prompts of 1024, 8 times the answers", 1024, 128, 10, 2, False),
    ("prompts of 1024, answers of 128 sampled and captured", 1024, 128, 10, 2, True),
]


def model(folder, root):
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    organism = root / "Sources/Organism/Resources/first-light"
    torch.manual_seed(0)
    made = LlamaForCausalLM(LlamaConfig(**SHAPE))
    made.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja"):
        if (organism / name).exists():
            shutil.copy(organism / name, folder)
    return sum(p.numel() for p in made.parameters()) - SHAPE["vocab_size"] * SHAPE["hidden_size"]


def pairs(file, text, prompt, answer, count):
    """Stretches of the organism's text, about so many tokens long (a word is one, mostly)."""
    words = text.split()
    draw = random.Random(prompt)

    def stretch(length):
        start = draw.randrange(len(words) - length)
        return " ".join(words[start:start + length])

    with open(file, "w") as out:
        for _ in range(count):
            row = {"prompt": [{"role": "user", "content": stretch(prompt)}]}
            for side in ("chosen", "rejected"):
                row[side] = [{"role": "assistant", "content": stretch(answer)}]
            out.write(json.dumps(row) + "\n")


def sampled(file, tool, model, answer, environment):
    """Pairs that the model answers, with the reference beside them; seconds of that capture."""
    prompts = file.with_suffix(".prompts.jsonl")
    with open(file) as rows, open(prompts, "w") as out:
        for row in rows:
            out.write(json.dumps({"prompt": json.loads(row)["prompt"][0]["content"]}) + "\n")
    made = file.with_suffix(".sampled.jsonl")
    printed = subprocess.run(
        [tool, "contrast", "--json", "--model", model, "--heads", "0-0,3-1,5-5", "--prompts", prompts, "--temperature", "1",
         "--max-tokens", str(answer), "--batch", "5", "--capture-reference", "--out", made],
        check=True, capture_output=True, text=True, env=environment).stdout
    return made, json.loads(printed)["captured"]["seconds"]


def ours(tool, model, pairs, batch, out, environment):
    """Peak bytes and seconds of the whole process, its summary, losses of its steps. The reference is kept beside the pairs."""
    seconds, bytes_, summary = measured(
        [tool, "prefer", "--json", "--model", model, "--pairs", pairs, "--batch", batch, "--epochs", 1,
         "--learning-rate", "1e-5", "--max-length", 4096, "--max-prompt-length", 4096, "--out", out], environment)
    losses = [json.loads(line)["loss"] for line in open(out / "training.jsonl")]
    shutil.rmtree(out)
    return seconds, bytes_, json.loads(summary), losses


def trl(python, model, pairs, batch, threads, environment, *more):
    """Peak bytes and seconds of the whole process, seconds of the loop, losses of its steps."""
    seconds, bytes_, answer = measured(
        [python, pathlib.Path(__file__).with_name("preference_peer.py"), model, pairs, batch, 4096, threads, *more], environment)
    answered = json.loads(answer.splitlines()[-1])
    return seconds, bytes_, answered["seconds"], answered["losses"]


def base(python, environment):
    """Peak bytes of a Python with TRL's imports."""
    return measured(
        [python, "-c", "import datasets, torch, transformers; from trl import DPOConfig, DPOTrainer"], environment)[1]


def check(mine, theirs):
    if abs(mine[0] - math.log(2)) > 1e-4 or abs(theirs[0] - math.log(2)) > 1e-4:
        sys.exit(f"bench: the first losses are {mine[0]} and {theirs[0]}, not log 2")
    if len(mine) != len(theirs):
        sys.exit(f"bench: {len(mine)} steps and {len(theirs)}")


def rows(folder, root, environment, peak, rounds, threads):
    made = folder / "preference-model"
    weights = model(made, root)
    tool = root / ".build/release/retmask"
    text = organism_text(tool, 60000, environment)
    for name, prompt, answer, count, batch, samples in WORK:
        file = folder / f"pairs-{prompt}.jsonl"
        pairs(file, text, prompt, answer, count)
        capture = 0
        if samples:
            file, capture = sampled(file, tool, made, answer, environment)
        times, theirs, ratios, memory, whole = [], [], [], [], []
        _, my_base, _ = measured([tool, "doctor"], environment)
        their_base = base(sys.executable, environment)
        for turn in range(rounds):
            copy = folder / f"pairs-{prompt}-{samples}-{turn}.jsonl"  # the reference is kept beside it
            shutil.copy(file, copy)
            if samples:
                shutil.copy(f"{file}.captured.jsonl", f"{copy}.captured.jsonl")
            out = folder / f"preferred-{prompt}-{samples}-{turn}"
            mine_whole, mine_bytes, took, losses = ours(tool, made, copy, batch, out, environment)
            their_whole, their_bytes, seconds, their_losses = trl(
                sys.executable, made, file, batch, threads, environment)
            stages = took["seconds"]
            reference = stages["checking the captured reference"] + capture if samples else stages["reference"]
            if samples and "reference" in stages:
                sys.exit("bench: the reference was captured, but computed all the same")
            mine = reference + stages["training"]
            tokens_seen = took["truncation"]["tokens"]
            whole.append((mine_whole, their_whole))
            check(losses, their_losses)
            times.append(mine)
            theirs.append(seconds)
            ratios.append(seconds / mine)
            memory.append((mine_bytes - my_base, their_bytes - their_base))
        # One forward pass for the reference, one forward and two backward for the step, of a prompt once
        # and both answers; logits of the answers alone.
        # `tokens_seen` has prompts twice; attention, of which half is masked, is 4 products forward, 10 on the way back.
        each = tokens_seen / count / 2
        answers = answer / (prompt + answer) * each
        passes = 3 if samples else 4
        dense = 2 * weights * count * (each + answers) * passes
        head = 2 * SHAPE["vocab_size"] * SHAPE["hidden_size"] * count * 2 * answers * passes
        seen = each * each / 2 + answers * each
        dense += SHAPE["num_hidden_layers"] * SHAPE["hidden_size"] * count * seen * (14 if samples else 18)
        _, lean_bytes, _, _ = trl(sys.executable, made, file, batch, threads, environment, "lean")
        # Ours with all that it has: layers computed again, and freed memory given back at once.
        shutil.copy(file, copy)
        lean_seconds, lean_mine, _ = measured(
            [tool, "prefer", "--model", made, "--pairs", copy, "--batch", batch, "--epochs", 1, "--learning-rate", "1e-5",
             "--max-length", 4096, "--max-prompt-length", 4096, "--checkpoint-activations", "--out", folder / f"lean-{prompt}-{samples}"],
            environment | {"MALLOC_MMAP_THRESHOLD_": str(1 << 20), "MALLOC_TRIM_THRESHOLD_": str(1 << 20)})
        mine_bytes, their_bytes = (statistics.median(side) for side in zip(*memory))
        yield {
            "section": "preference",
            "work": f"{count} pairs, {name}; peak memory {mine_bytes / 2**30:.2f} GiB of {their_bytes / 2**30:.2f}, "
                    f"lean {(lean_mine - my_base) / 2**30:.2f} (in {lean_seconds:.0f} s) of {(lean_bytes - their_base) / 2**30:.2f}; "
                    f"{tokens_seen / statistics.median(times):.0f} tokens a second of {tokens_seen / statistics.median(theirs):.0f}; "
                    f"{f'capture {capture:.1f} s, ' if samples else ''}whole processes {statistics.median(w[0] for w in whole):.1f} and {statistics.median(w[1] for w in whole):.1f} s",
            "ours": statistics.median(times), "peer": statistics.median(theirs),
            "ratio": statistics.median(ratios), "unit": "s", "floor": (dense + head) / peak,
            "ratio_low": min(ratios), "ratio_high": max(ratios), "memory": [mine_bytes, their_bytes]}
