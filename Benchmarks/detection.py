"""Section "detection" of bench.py: `retmask detect --mode paper` against the Python reference.

Both run the same grid on the same folder in float32, in turns. Ours is timed as a whole process, with
loading; of the reference only its loop counts, without imports and loading. The score files have to
be equal, or there is no row.
"""

import json
import shutil
import statistics
import sys

from sides import measured, organism_text, root

# The published grid of lengths as far as it fits: the organism has 4096 positions, and the larger model
# is to be done in minutes by the reference.
LENGTHS = [int(5000 * step / 19) for step in range(1, 20)]
REFERENCE = root / "Tests/Fixtures/detection/paper_reference.py"
ORGANISM = root / "Sources/Organism/Resources/first-light"


def haystack(folder, tool, model, environment):
    """A needle in a text of the published size, 256 KiB.

    Without the word whose id is one of the published "periods": with the published models hardly any
    token of a text is, and nine of ten depths give the same prompt.
    """
    tokens = json.load(open(model / "tokenizer.json"))["model"]["vocab"]
    word = next(token for token, index in tokens.items() if index == 869).replace("\u0120", " ")
    text = organism_text(tool, 150000, environment)
    (folder / "part1").mkdir(parents=True)
    (folder / "part1/p1.txt").write_text(text.replace(word, "")[: 1 << 18])
    (folder / "needles.jsonl").write_text(json.dumps({
        "needle": " Ludwig keeps dusty velvet drums.", "question": "Ludwig keeps what?",
        "real_needle": " Ludwig keeps dusty velvet drums"}) + "\n")
    return folder


def large(folder):
    """A Llama shape of 110 million parameters, random, with the organism's tokenizer."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    size = len(json.load(open(ORGANISM / "tokenizer.json"))["model"]["vocab"]) + 64
    torch.manual_seed(0)
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=size, hidden_size=768, num_hidden_layers=16, num_attention_heads=12,
        num_key_value_heads=12, intermediate_size=2048, max_position_embeddings=8192,
        tie_word_embeddings=True, bos_token_id=1, eos_token_id=4))
    model.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        if (ORGANISM / name).exists():
            shutil.copy(ORGANISM / name, folder)
    return folder


def probes(file):
    return [json.loads(line) for line in open(file)]


def ours(tool, model, stack, lengths, out, environment):
    """Seconds and peak bytes of the whole process, scores, trials."""
    seconds, bytes_, _ = measured(
        [tool, "detect", "--model", model, "--mode", "paper", "--haystack", stack, "--template", "always", "--lengths",
         ",".join(map(str, lengths)), "--out", out, "--json"], environment)
    scores = {head: values for head, values in json.loads(out.read_text()).items() if values}
    return seconds, bytes_, scores, probes(f"{out}.trials.jsonl")[1:]


def reference(model, stack, lengths, out, environment):
    """Seconds of the loop, peak bytes of the process, scores, trials."""
    trials = out.with_suffix(".trials.jsonl")
    _, bytes_, answer = measured(
        [sys.executable, REFERENCE, "--model", model, "--haystack", stack, "--template", "always", "--lengths",
         ",".join(map(str, lengths)), "--out", out, "--trials", trials], environment)
    return json.loads(answer.splitlines()[-1])["seconds"], bytes_, json.loads(out.read_text()), probes(trials)


def alike(mine, theirs):
    """The probes of both, without their answers: a model that finds nothing has no scores, so these are compared as well."""
    return (sorted((t["length"], t["depth"], t["promptTokens"], round(t["recall"], 9)) for t in mine),
            sorted((t["length"], t["depth"], len(t["ids"]), round(t["recall"] / 100, 9)) for t in theirs))


def computed(trials):
    """Tokens that no two prompts share, and the longest prompt: for the needle at the start and at the end the longest
    prompt, of every other prompt its end."""
    distinct = sorted({(t["promptTokens"], t["span"][0]) for t in trials})
    longest = distinct[-1][0]
    return 2 * longest + 60 * len(distinct), longest


def rows(folder, root, environment, peak, rounds):
    tool = root / ".build/release/retmask"
    stack = haystack(folder / "haystack", tool, ORGANISM, environment)
    models = [
        ("the embedded organism", ORGANISM, LENGTHS[:14]),
        ("a random Llama of 110 M parameters", large(folder / "large"), LENGTHS[:5]),
    ]
    for name, model, lengths in models:
        config = json.load(open(model / "config.json"))
        width, layers = config["hidden_size"], config["num_hidden_layers"]
        dense = layers * (4 * width * width + 3 * width * config["intermediate_size"])
        took, theirs = [], []
        for turn in range(rounds):
            seconds, _, scores, trials = ours(
                tool, model, stack, lengths, folder / f"{model.name}-{turn}.json", environment)
            their_seconds, _, published, others = reference(model, stack, lengths, folder / "theirs.json", environment)
            took.append(seconds)
            theirs.append(their_seconds)
            same, wanted = alike(trials, others)
            if scores != published or same != wanted:
                sys.exit(f"bench: the scores of {name} differ from the reference's")
        tokens, longest = computed(trials)
        floor = (2 * dense * tokens + 2 * 2 * layers * width * longest * longest) / peak
        ratios = [b / a for a, b in zip(took, theirs)]
        yield {
            "section": "detection", "work": f"paper mode, {len(trials)} probes, {name}",
            "ours": statistics.median(took), "peer": statistics.median(theirs),
            "ratio": statistics.median(ratios), "unit": "s", "floor": floor, "ratio_low": min(ratios),
            "ratio_high": max(ratios)}
