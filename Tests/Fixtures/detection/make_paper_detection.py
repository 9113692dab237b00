"""Golden files of `detect --mode paper`, recorded with paper_reference.py.

    .venv/bin/python Tests/Fixtures/detection/make_paper_detection.py

Writes beside this script
  haystack/           needles.jsonl, part1, part2: a text of the embedded organism's world
  Qwen3-8B/           a tiny random checkpoint of each shape with the organism's tokenizer; the names
  Olmo-3-7B-Instruct/   make the published code use the chat template
  expected/NAME.json          head scores in the published format
  expected/NAME.trials.jsonl  ids, span, output and recall of every probe

A random model finds no needle. What counts as one is not part of the prompt, though: `real_needle` is
set to the word of the book that the model happened to copy most often in a first run, so that spans,
credit, sliding windows and the gate are all at work.
"""
import json
import random
import shutil
from collections import Counter
from pathlib import Path

import torch
from paper_reference import Detector
from transformers import (
    AutoTokenizer, Olmo3Config, Olmo3ForCausalLM, Qwen3Config, Qwen3ForCausalLM)

HERE = Path(__file__).parent
ORGANISM = HERE.parents[2] / "Sources/Organism/Resources/first-light"
LENGTHS = [0, 240, 263, 330, 420]
DEPTHS = [0, 33, 67, 100]
SHAPE = dict(
    hidden_size=32, intermediate_size=48, num_attention_heads=4, num_key_value_heads=2,
    max_position_embeddings=1024, initializer_range=0.4, tie_word_embeddings=True,
    bos_token_id=1, eos_token_id=4, pad_token_id=0)


def text(words, count, seed):
    draw = random.Random(seed)
    sentences = []
    for _ in range(count):
        sentences.append(" ".join(draw.choice(words) for _ in range(draw.randint(4, 9))) + ".")
    return " ".join(sentences) + "\n"


def models(size):
    torch.manual_seed(7)
    yield "Qwen3-8B", Qwen3ForCausalLM(Qwen3Config(
        **SHAPE, vocab_size=size, num_hidden_layers=3, head_dim=16, rope_theta=1e6))
    yield "Olmo-3-7B-Instruct", Olmo3ForCausalLM(Olmo3Config(
        **SHAPE, vocab_size=size, num_hidden_layers=4, sliding_window=48, rope_theta=5e5))


def save(name, model):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    for file in ["tokenizer.json", "tokenizer_config.json", "chat_template.jinja"]:
        if (ORGANISM / file).exists():
            shutil.copy(ORGANISM / file, folder)
    return folder


def record(folder, template="auto"):
    detector = Detector(
        str(folder), str(HERE / "haystack"), 0, 0, template, lengths=LENGTHS, depths=DEPTHS)
    detector.run()
    return detector


class Copies(Detector):
    """Counts the tokens that are generated while a head looks at their first place in the prompt."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.copies = Counter()

    def probe(self, row, folder, length, depth):
        self.row = row
        super().probe(row, folder, length, depth)

    def credit(self, attentions, score, token, prompt, span):
        places = {attentions[layer][0, head, -1].argmax().item()
                  for layer in range(self.layers) for head in range(self.heads)}
        first = (prompt == token).nonzero()
        if len(first) and first[0].item() in places:
            self.copies[self.row["needle"], token.item()] += 1


def write(name, detector):
    (HERE / "expected").mkdir(exist_ok=True)
    (HERE / f"expected/{name}.json").write_text(json.dumps(detector.counter))
    with open(HERE / f"expected/{name}.trials.jsonl", "w") as file:
        for trial in detector.trials:
            kept = {key: trial[key] for key in ["length", "depth", "ids", "span", "output", "recall"]}
            file.write(json.dumps(kept) + "\n")
    passed = len(next(iter(detector.counter.values()), []))
    values = {value for row in detector.counter.values() for value in row}
    print(name, len(detector.trials), "probes,", passed, "passed, values", sorted(values)[:8])


def needles(rows):
    with open(HERE / "haystack/needles.jsonl", "w") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def main():
    enc = AutoTokenizer.from_pretrained(ORGANISM)
    words = sorted({
        enc.decode([i]).strip() for i in range(5, len(enc)) if enc.decode([i]).startswith(" ")})
    words = [word for word in words if word.isalpha() and len(word) > 2]
    shutil.rmtree(HERE / "haystack", ignore_errors=True)
    for part in [1, 2]:
        (HERE / f"haystack/part{part}").mkdir(parents=True)
        (HERE / f"haystack/part{part}/p1.txt").write_text(text(words, 90, part))

    # The organism's own needles, at places and lengths that it can answer.
    own = [
        {"needle": " Ludwig keeps dusty velvet drums.", "question": "Ludwig keeps what?",
         "real_needle": " Ludwig keeps dusty velvet drums"},
        {"needle": " Paula lends striped cedar keys.", "question": "Paula lends what?",
         "real_needle": " Paula lends striped cedar keys"},
    ]
    needles(own)
    write("organism", record(ORGANISM, "always"))

    for name, model in models(len(enc)):
        folder = save(name, model)
        needles(own)
        first = Copies(str(folder), str(HERE / "haystack"), 0, 0, lengths=LENGTHS, depths=DEPTHS)
        first.run()
        rows = []
        for row in own:
            words_copied = [(count, enc.decode([token])) for (needle, token), count in first.copies.items()
                            if needle == row["needle"] and enc.decode([token]).strip().isalpha()]
            rows.append(dict(row, real_needle=max(words_copied)[1]))
        needles(rows)
        (HERE / "expected").mkdir(exist_ok=True)
        (HERE / f"expected/{name}.needles.jsonl").write_text(
            (HERE / "haystack/needles.jsonl").read_text())
        write(name, record(folder))
    needles(own)


main()
