"""Part "contrast": answers of the whole model and of the ablated one to built-in prompts, as in Benchmarks/contrast.py: `retmask
contrast` against transformers' generate of two folders and against llama.cpp with two GGUF files of F16 (llama_peer.py).

All have 32 rows in a pass. Ours is timed as a whole process, of the peers the loop. llama.cpp takes part where llama-cpp-python
and gguf are installed in the Python of --llama.
"""

import json
import pathlib
import statistics
import sys

import contrast
from real.shape import Shape
from sides import measured, versions

HEADS = "18-6,17-3,23-2,17-4,18-7,17-5,23-7,21-8"
ROWS, TOKENS, TEMPERATURE = 32, 128, 0.6
# Prompts, samples of each, goal.
WORK = [(32, 1, 2), (8, 4, 4)]
here = pathlib.Path(__file__).parent


class Llama:
    """llama.cpp with the folder and the ablated folder as GGUF files."""

    def __init__(self, bench, masked):
        self.python, self.bench = bench.llama, bench
        self.files = [bench.folder / "normal.gguf", bench.folder / "ablated.gguf"]
        for folder, file in zip((bench.model, masked), self.files):
            measured([self.python, here / "gguf_file.py", folder, file], bench.environment)
        self.base = measured([self.python, "-c", "import llama_cpp"], bench.environment)[1]

    def answer(self, prompts, samples):
        ids = prompts.with_suffix(".ids.jsonl")
        if not ids.exists():
            tokenize(self.bench.model, prompts, ids)
        _, bytes_, answer = measured(
            [self.python, here / "llama_peer.py", *self.files, ids, ROWS, TOKENS, TEMPERATURE, self.bench.threads, samples],
            self.bench.environment)
        answered = json.loads(answer.splitlines()[-1])
        return answered["seconds"], bytes_, answered["tokens"]


def tokenize(model, prompts, out):
    from transformers import AutoTokenizer, GenerationConfig

    tokenizer = AutoTokenizer.from_pretrained(model)
    end = GenerationConfig.from_pretrained(model).eos_token_id
    with open(out, "w") as file:
        for line in open(prompts):
            text = tokenizer.apply_chat_template(
                [{"role": "user", "content": json.loads(line)["prompt"]}], add_generation_prompt=True, tokenize=False)
            file.write(json.dumps({
                "ids": tokenizer(text, add_special_tokens=False)["input_ids"], "end": end if isinstance(end, list) else [end]}) + "\n")
    return out


def floor(bench, ids, samples, tokens):
    """Prompts once for each side, and each token of an answer once; with 32 rows the products take longer than the bytes."""
    shape = Shape(bench.model)
    lengths = [len(json.loads(line)["ids"]) for line in open(ids)]
    seen = tokens * (statistics.mean(lengths) + tokens / (4 * samples * len(lengths)))
    work = 2 * sum(map(shape.prefill, lengths)) + shape.dense(tokens) + shape.logits(tokens) + shape.attention(seen)
    return work / bench.speed.products


def rows(part, bench):
    masked = bench.folder / "ablated"
    contrast.mask(bench.tool, bench.model, HEADS, masked, bench.environment)
    mine = bench.base()
    generate = versions(sys.executable, ["transformers"])
    bases = {generate: measured([sys.executable, "-c", "import transformers, torch"], bench.environment)[1]}
    llama = versions(bench.llama, ["llama-cpp-python", "gguf"])
    if llama:
        llama, cpp = f"{llama.split(',')[0]}, F16", Llama(bench, masked)
        bases[llama] = cpp.base
    else:
        bench.say(f"llama.cpp is left out: {bench.llama} has no llama-cpp-python and gguf. To install them (it compiles for minutes): "
                  f"CMAKE_BUILD_PARALLEL_LEVEL=1 {bench.llama} -m pip install llama-cpp-python==0.3.36 gguf==0.19.0")
    for count, samples, goal in WORK:
        def ours(turn, tokens=TOKENS):
            out = bench.folder / f"pairs-{samples}-{turn}.jsonl"
            return out, contrast.ours(
                bench.tool, bench.model, HEADS, count, ROWS // 2, tokens, TEMPERATURE, samples, out, bench.environment)

        # One token each, for the file of the built-in prompts.
        made, _ = ours("first", 1)
        prompts = pathlib.Path(f"{made}.prompts.jsonl")
        times, peaks = ({name: [] for name in bases} for _ in range(2))
        for turn in range(bench.rounds):
            _, (seconds, bytes_, answers, tokens) = ours(turn)
            sides = {generate: contrast.transformers(
                bench.model, masked, prompts, ROWS, TOKENS, TEMPERATURE, bench.threads, samples, bench.environment)}
            if llama:
                sides[llama] = cpp.answer(prompts, samples)
            for name, (their_seconds, their_bytes, theirs) in sides.items():
                contrast.check(answers, count * samples, tokens, theirs)
                times[name].append((seconds, their_seconds))
                peaks[name].append((bytes_, their_bytes))
        ids = tokenize(bench.model, prompts, prompts.with_suffix(".ids.jsonl"))
        work = (f"{count} prompts, {samples} {'sample' if samples == 1 else 'samples'} of each, both sides, "
                f"{tokens / (2 * count * samples):.0f} tokens an answer")
        for name in bases:
            yield bench.row(part, work, name, times[name], peaks[name], (mine, bases[name]),
                            goal if name == generate else None, floor(bench, ids, samples, tokens))
