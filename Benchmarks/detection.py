"""Section "detection" of bench.py: `retmask detect --mode paper` against the Python reference.

Both run the same grid on the same folder in float32, in turns. Ours is timed as a whole process, with
loading; of the reference only its loop counts, without imports and loading. The score files have to
be equal, or there is no row.
"""

import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

# The published grid of lengths as far as it fits: the organism has 4096 positions, and the larger model
# is to be done in minutes by the reference.
LENGTHS = [int(5000 * step / 19) for step in range(1, 20)]
TOOL, REFERENCE = ".build/release/retmask", "Tests/Fixtures/detection/paper_reference.py"


def haystack(folder, root, environment):
    """A needle in a text of the published size, 256 KiB.

    Without the word whose id is one of the published "periods": with the published models hardly any
    token of a text is, and nine of ten depths give the same prompt.
    """
    tokens = json.load(open(root / "Sources/Organism/Resources/first-light/tokenizer.json"))["model"]["vocab"]
    word = next(token for token, index in tokens.items() if index == 869).replace("\u0120", " ")
    text = subprocess.run(
        [root / TOOL, "organism", "text", "--tokens", "150000"], check=True,
        capture_output=True, text=True, env=environment).stdout
    (folder / "part1").mkdir(parents=True)
    (folder / "part1/p1.txt").write_text(text.replace(word, "")[: 1 << 18])
    (folder / "needles.jsonl").write_text(json.dumps({
        "needle": " Ludwig keeps dusty velvet drums.", "question": "Ludwig keeps what?",
        "real_needle": " Ludwig keeps dusty velvet drums"}) + "\n")
    return folder


def large(folder, root):
    """A Llama shape of 110 million parameters, random, with the organism's tokenizer."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    organism = root / "Sources/Organism/Resources/first-light"
    size = len(json.load(open(organism / "tokenizer.json"))["model"]["vocab"]) + 64
    torch.manual_seed(0)
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=size, hidden_size=768, num_hidden_layers=16, num_attention_heads=12,
        num_key_value_heads=12, intermediate_size=2048, max_position_embeddings=8192,
        tie_word_embeddings=True, bos_token_id=1, eos_token_id=4))
    model.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        if (organism / name).exists():
            shutil.copy(organism / name, folder)
    return folder


def probes(file):
    return [json.loads(line) for line in open(file)]


def rows(folder, root, environment, peak, rounds):
    stack = haystack(folder / "haystack", root, environment)
    models = [
        ("the embedded organism", root / "Sources/Organism/Resources/first-light", LENGTHS[:14]),
        ("a random Llama of 110 M parameters", large(folder / "large", root), LENGTHS[:5]),
    ]
    for name, model, lengths in models:
        config = json.load(open(model / "config.json"))
        width, layers = config["hidden_size"], config["num_hidden_layers"]
        dense = layers * (4 * width * width + 3 * width * config["intermediate_size"])
        listed = ",".join(map(str, lengths))
        ours, theirs = [], []
        for turn in range(rounds):
            out = folder / f"{model.name}-{turn}.json"
            start = time.perf_counter()
            subprocess.run(
                [root / TOOL, "detect", "--model", model, "--mode", "paper", "--haystack", stack, "--template",
                 "always", "--lengths", listed, "--out", out, "--json"],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
            ours.append(time.perf_counter() - start)
            other = folder / "theirs.json"
            answer = subprocess.run(
                [sys.executable, root / REFERENCE, "--model", model, "--haystack", stack, "--template", "always",
                 "--lengths", listed, "--out", other, "--trials", folder / "trials.jsonl"],
                check=True, capture_output=True, text=True, env=environment).stdout
            theirs.append(json.loads(answer.splitlines()[-1])["seconds"])
            mine, published = json.loads(out.read_text()), json.loads(other.read_text())
            trials = probes(f"{out}.trials.jsonl")[1:]
            # A random model finds nothing and has no scores, so the probes are compared as well.
            same = sorted((t["length"], t["depth"], t["promptTokens"], round(t["recall"], 9)) for t in trials)
            wanted = sorted((t["length"], t["depth"], len(t["ids"]), round(t["recall"] / 100, 9))
                            for t in probes(folder / "trials.jsonl"))
            if {k: v for k, v in mine.items() if v} != published or same != wanted:
                sys.exit(f"bench: the scores of {name} differ from the reference's")
        # Prefill of what no two prompts share: for the needle at the start and at the end the longest
        # prompt, of every other prompt its end.
        distinct = sorted({(t["promptTokens"], t["span"][0]) for t in trials})
        longest = distinct[-1][0]
        computed = 2 * longest + 60 * len(distinct)
        floor = (2 * dense * computed + 2 * 2 * layers * width * longest * longest) / peak
        ratios = [b / a for a, b in zip(ours, theirs)]
        yield {
            "section": "detection", "work": f"paper mode, {len(trials)} probes, {name}",
            "ours": statistics.median(ours), "peer": statistics.median(theirs),
            "ratio": statistics.median(ratios), "unit": "s", "floor": floor, "ratio_low": min(ratios),
            "ratio_high": max(ratios)}
