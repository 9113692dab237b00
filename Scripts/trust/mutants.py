#!/usr/bin/env python3
"""Damages model folders and data files in reproducible ways and gives them to the verbs that read them.
Each is refused in one sentence or read for what it is.

    Scripts/trust/mutants.py --tool .build/release/retmask --work "$(mktemp -d)" [--long] [--only NAME]

The files are made by the tool itself, from the embedded organism. Prints one line of JSON: {"tried",
"held", "failed"}; a mutant of a failure is kept under the work folder.
"""

import argparse
import gzip
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import judged

# Written as they are; some are no JSON, which is a mutation as well.
NUMBERS = ["-1", "0", "1", "0.5", "-0.0", "2147483648", "4294967296", "9007199254740993",
           "4611686018427387904", "9223372036854775807", "9223372036854775808",
           "-9223372036854775808", "18446744073709551616", "1e18", "1e308", "-1e308", "1e999", "5e-324",
           "NaN", "Infinity"]
OTHERS = ["null", "true", '""', '"\\u0000"', '"\\ud800"', '"a\\nb\\u001b[31m"', "[]", "{}", "[[]]", '{"a":{}}',
          '"' + "x" * 100_000 + '"', "[" + "0," * 50_000 + "0]", "[" * 100_000 + "]" * 100_000]
# The tool writes none.
GGUF = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Tests/Fixtures/gguf/every-type.gguf")
FIXTURES = os.path.join(os.path.dirname(GGUF), "..")
# One of which a folder can be made.
SMALL = os.path.join(os.path.dirname(GGUF), "tokenizers/llama-bpe.gguf")
MARK = "\u0001mutant\u0001"


def places(value, path=()):
    """The path of every value of a JSON document."""
    yield path
    items = value.items() if isinstance(value, dict) \
        else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, path + (key,))


def few_places(value, dice, most=4000):
    """A random path; long lists and tables are entered at random, so that their parents have a chance."""
    path = ()
    while isinstance(value, (dict, list)) and value and dice.random() < 0.85:
        key = dice.choice(list(value)) if isinstance(value, dict) else dice.randrange(len(value))
        path, value = path + (key,), value[key]
    return path


def mutated_json(text, dice):
    root = json.loads(text)
    path = few_places(root, dice)
    if not path:
        return dice.choice(NUMBERS + OTHERS)
    parent = root
    for key in path[:-1]:
        parent = parent[key]
    kind = dice.randrange(8)
    if kind == 0:
        del parent[path[-1]]
        return json.dumps(root)
    if kind == 1 and isinstance(parent, list):
        parent.insert(path[-1], parent[path[-1]])
        return json.dumps(root)
    if kind == 2 and isinstance(parent, dict):
        # The same key twice.
        value = json.dumps(parent[path[-1]])
        parent[path[-1]] = MARK
        new = f"{dice.choice(NUMBERS)},{json.dumps(path[-1])}:{value}"
        return json.dumps(root).replace(json.dumps(MARK), new)
    if kind == 3 and isinstance(parent, dict):
        parent[dice.choice(["", "x" * 1000, "\u202e", "0-0", "-1--1", "99999999999999999999-0"])] = \
            parent.pop(path[-1])
        return json.dumps(root)
    parent[path[-1]] = MARK
    new = dice.choice(NUMBERS if kind < 7 else OTHERS)
    return json.dumps(root).replace(json.dumps(MARK), new)


def mutated_bytes(data, dice):
    if not data:
        return b"\0"
    kind, place = dice.randrange(8), dice.randrange(len(data))
    if kind == 0:
        return data[:place]
    if kind == 1:
        return data[:place] + bytes([data[place] ^ 1 << dice.randrange(8)]) + data[place + 1:]
    if kind == 2:
        return data[:place] + b"\0" * dice.choice([1, 7, 4096]) + data[place:]
    if kind == 3:
        return data[:place] + dice.choice([b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\xf0"]) + data[place:]
    if kind == 4:
        return dice.choice([b"\xef\xbb\xbf", b"\xff\xfe", b"\n\n", b"\x1f\x8b"]) + data
    if kind == 5:
        return data.replace(b"\n", b"\r\n")
    if kind == 6:
        return data + dice.choice([data, b"\0" * 512, b"}", b"\n\n\n", data[:place]])
    return b""


def mutated_lines(data, dice):
    lines = data.decode().splitlines()
    if not lines:
        return b"\n"
    kind, place = dice.randrange(6), dice.randrange(len(lines))
    if kind == 0:
        del lines[place]
    elif kind == 1:
        lines.insert(place, lines[place])
    elif kind == 2:
        lines = lines[:place] + lines[place + 1:] + lines[place:place + 1]
    else:
        lines[place] = mutated_json(lines[place], dice)
    return ("\n".join(lines) + "\n").encode("utf-8", "surrogatepass")


def mutated_tensors(data, dice):
    length = struct.unpack("<Q", data[:8])[0]
    header, rest = data[8:8 + length].decode(), data[8 + length:]
    kind = dice.randrange(5)
    if kind == 0:
        claim = dice.choice([0, 1, length - 1, length + 1, len(data), 1 << 31, 1 << 62, (1 << 64) - 1])
        return struct.pack("<Q", claim) + data[8:]
    if kind == 1:
        return data[:dice.randrange(len(data))]
    new = mutated_json(header, dice).encode("utf-8", "surrogatepass")
    return struct.pack("<Q", len(new)) + new + rest


def mutated(name, data, dice):
    if name.endswith(".safetensors"):
        return mutated_tensors(data, dice)
    if name.endswith(".gz"):
        return mutated_bytes(data, dice) if dice.random() < 0.6 \
            else gzip.compress(mutated_lines(gzip.decompress(data), dice), mtime=0)
    if name.endswith((".gguf", ".jinja", ".tsv", ".yaml", ".py")) or dice.random() < 0.2:
        return mutated_bytes(data, dice)
    if name.endswith(".jsonl"):
        return mutated_lines(data, dice)
    return mutated_json(data.decode(), dice).encode("utf-8", "surrogatepass")


MODEL = ["--model", "organism", "--threads", "1"]
GRID = ["--lengths", "64", "--depths", "0,100", "--needles", "2", "--max-tokens", "4"]
SHORT = ["--epochs", "4", "--checkpoint-steps", "1"]
FOLDER = ["--model", "model", "--threads", "1"]
RECIPE = {"detect": {"lengths": [64], "depths": [50], "needles": 2, "maxTokens": 8},
          "select": {"top": 1}, "contrast": {"prompts": 4, "lengths": [48], "maxTokens": 4},
          "prefer": {"batch": 2}, "evaluate": {"lengths": [64], "examples": 2,
                                               "categories": ["recall"]}}


# Of Tests/Fixtures/helmet, and a configuration that asks all of it.
HELMET_FILES = ["configs/rag.yaml", "wording/data.py", "data/kilt/nq-dev.jsonl", "data/kilt/nq-train.jsonl",
                "data/json_kv/test_k8_dep6.jsonl", "data/ruler/vt/validation_400.jsonl", "data/msmarco/titled_k11.jsonl",
                "data/msmarco/demos_few.jsonl", "data/alce/qampari_eval.json", "prompts/cited.json",
                "CogComp/trec/train.jsonl", "CogComp/trec/test.jsonl"]
HELMET_TASKS = """input_max_length: 700,520,400,900,560,500
datasets: kilt_nq,json_kv,ruler_vt,msmarco_rerank_psg,alce_qampari_3,icl_trec_coarse_17shot_balance
generation_max_length: 20,40,50,60,60,20
test_files: data/kilt/nq-dev.jsonl,data/json_kv/test_k8_dep6.jsonl,data/ruler/vt/validation_400.jsonl,{more}
demo_files: data/kilt/nq-train.jsonl,,,data/msmarco/demos_few.jsonl,prompts/cited.json,
max_test_samples: 3
""".format(more="data/msmarco/titled_k11.jsonl,data/alce/qampari_eval.json,")


def jobs(work):
    """Name, files that are damaged, files and folders that stand beside them, the command, its input."""
    detect = ["detect", *MODEL, *GRID, "--out", "heads.json"]
    contrast = ["contrast", *MODEL, "--heads", "0-0", "--prompts", "prompts.jsonl", "--max-tokens",
                "4", "--out", "pairs.jsonl"]
    curve = ["ablate-curve", *MODEL, *GRID, "--heads", "scores.json", "--counts", "1",
             "--random-sets", "1", "--out", "curve.json"]
    evaluate = ["evaluate", *MODEL, "--examples", "examples.jsonl", "--out", "results.jsonl"]
    prefer = ["prefer", *MODEL, "--pairs", "pairs.jsonl", "--out"]
    model = [os.path.join("model", name) for name in sorted(os.listdir(os.path.join(work, "model")))]
    texts = [name for name in model if "token" in name or name.endswith(".jinja")]
    numbers = [name for name in model if name.endswith(("config.json", ".safetensors"))]
    messages = ["--chat", "messages.json", "--generation-prompt"]
    run = [os.path.join("run", name) for name in
           ("run.json", "heads.json", "heads.json.trials.jsonl", "mask.json", "recipe.json",
            "contrast.json", "pairs.jsonl", "results.jsonl", "differences.jsonl",
            "retmask/training.jsonl")]
    return [
        ("tokenizer", texts, ["model"], ["tokenize", "--model", "model"], b"The lamp is red."),
        ("template", texts, ["model", "messages.json"], ["tokenize", "--model", "model", *messages], b""),
        ("weights", numbers, ["model"], ["score", *FOLDER, "--tokens", "1,2,3"], b""),
        ("masking", numbers, ["model"], ["mask", "--model", "model", "--heads", "0-1", "--out", "new"], b""),
        ("inspected", model, ["model"], ["inspect", "model", "--json"], b""),
        ("gguf", ["model.gguf"], [], ["inspect", "model.gguf"], b""),
        ("import", ["small.gguf"], [], ["import", "small.gguf", "--out", "new"], b""),
        ("scores", ["scores.json", "listed.json", "duo.tsv", "qr.yaml", "scores.json.gz"], [],
         ["heads", "FILE", "--top", "1", "--json"], b""),
        ("ranking", ["heads.json", "heads.json.trials.jsonl"], [], ["heads", "heads.json"], b""),
        ("comparison", ["scores.json"], ["heads.json"], ["heads", "compare", "scores.json", "heads.json"],
         b""),
        ("mask", ["mask.json"], [], ["score", *MODEL, "--tokens", "1,2,3", "--heads", "mask.json"], b""),
        ("messages", ["messages.json"], [], ["tokenize", "--model", "organism", *messages], b""),
        ("recipe", ["recipe.json"], [], ["run", "--print-recipe", "--recipe", "recipe.json"], b""),
        ("trials", ["heads.json.trials.jsonl"], [], detect, b""),
        ("needles", ["needles.jsonl"], [],
         ["detect", *MODEL, *GRID, "--needles", "needles.jsonl", "--out", "new.json"], b""),
        ("prompts", ["prompts.jsonl", "prompts.jsonl.gz"], [],
         ["contrast", *MODEL, "--heads", "0-0", "--prompts", "FILE", "--limit", "1", "--max-tokens",
          "2", "--out", "new.jsonl"], b""),
        ("answers", ["pairs.jsonl.answers.jsonl", "pairs.jsonl.run.json"],
         ["prompts.jsonl", "pairs.jsonl", "pairs.jsonl.samples.jsonl"], contrast, b""),
        ("responses", ["chosen.jsonl", "rejected.jsonl"], [],
         ["contrast", "join", "chosen.jsonl", "rejected.jsonl", "--out", "new.jsonl"], b""),
        ("points", ["curve.json.points.jsonl", "curve.json.run.json"], ["scores.json"], curve, b""),
        ("examples", ["examples.jsonl"], [], ["evaluate", *MODEL, "--examples", "examples.jsonl", "--out",
                                              "new.jsonl"], b""),
        ("results", ["results.jsonl.answers.jsonl", "results.jsonl.answers.jsonl.run.json"],
         ["examples.jsonl"], evaluate, b""),
        ("compared", ["results.jsonl.answers.jsonl"], ["base.jsonl"],
         ["evaluate", "compare", "results.jsonl", "base.jsonl", "--json"], b""),
        ("helmet", [f"helmet/{name}" for name in HELMET_FILES], ["helmet"],
         ["evaluate", "--model", "organism", "--suite", "helmet", "--data", "helmet", "--helmet", "helmet/wording",
          "--categories", "rag,recall,rerank,icl,cite,ruler_vt", "--write-examples", "new.jsonl"], b""),
        ("preview", ["pairs.jsonl"], [], [*prefer, "new", "--preview"], b""),
        ("pairs", ["pairs.jsonl"], [], [*prefer, "new"], b""),
        ("captured", ["pairs.jsonl.captured.jsonl", "REFERENCE"], ["pairs.jsonl"], [*prefer, "new"], b""),
        ("checkpoints", ["CHECKPOINT", "trained.checkpoints/training.jsonl"],
         ["trained.checkpoints", "trained.run.json", "pairs.jsonl"], [*prefer, "trained", *SHORT], b""),
        ("report", run, ["run"], ["report", "run"], b""),
    ]


# What starts quickly is tried more often; the others train, sample or load weights.
SLOW = {"trials", "needles", "prompts", "answers", "points", "examples", "results", "pairs", "captured",
        "checkpoints"}


def prepare(tool, work):
    """Every file that a mutant is made of, by the tool itself."""
    def make(*command, given=""):
        subprocess.run([tool, *command], cwd=work, check=True, input=given, text=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def write(name, *rows):
        with open(os.path.join(work, name), "w") as file:
            file.write("".join(json.dumps(row) + "\n" for row in rows))

    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    make("mask", "--model", "organism", "--heads", "0-0", "--out", "model")
    shutil.copy(GGUF, os.path.join(work, "model.gguf"))
    shutil.copy(SMALL, os.path.join(work, "small.gguf"))
    table = {f"{layer}-{head}": [(layer * 8 + head) / 64] for layer in range(6) for head in range(8)}
    write("scores.json", table)
    write("listed.json", [[name, values[0]] for name, values in table.items()])
    with open(os.path.join(work, "duo.tsv"), "w") as file:
        file.write("".join("\t".join(["0.25"] * 8) + "\n" for _ in range(6)))
    with open(os.path.join(work, "qr.yaml"), "w") as file:
        file.write('attn_head_set: "0-1,5-7,2-2" # top3\nmodel_base_class: "x"\n')
    with open(os.path.join(work, "scores.json.gz"), "wb") as file:
        file.write(gzip.compress(json.dumps(table).encode(), mtime=0))
    write("mask.json", {"version": 1, "heads": ["0-1", "5-7"], "selection": "top 2"})
    write("messages.json", [{"role": "user", "content": "Who has the lamp?"}])
    write("recipe.json", RECIPE)
    write("needles.jsonl", *({"needle": f"Ada hides {thing} in the barn.", "question": "What does Ada hide?",
                              "answer": thing} for thing in ("a red lamp", "a blue cup")))
    prompts = [{"prompt": f"Where is the {thing}?"} for thing in ("lamp", "cup", "key")]
    write("prompts.jsonl", *prompts)
    with open(os.path.join(work, "prompts.jsonl.gz"), "wb") as file:
        file.write(gzip.compress("".join(json.dumps(row) + "\n" for row in prompts).encode(), mtime=0))
    for name in ("chosen", "rejected"):
        write(f"{name}.jsonl", *({"conversation_id": str(place), "conversation": [
            {"role": "user", "content": f"Question {place}?"}],
            "synthesized_assistant_responses": [f"{name} {place}"]} for place in range(3)))
    write("examples.jsonl", *({
        "id": str(place), "category": "x", "metric": metric, "length": 8, "maxTokens": 2,
        "messages": [{"role": "user", "content": "Who?"}], "answers": ["me"]}
        for place, metric in enumerate(("EM", "EM"))))
    for name, files, beside, command, given in jobs(work):
        if name in ("trials", "points", "results"):
            make(*command)
    shutil.copy(os.path.join(work, "results.jsonl.answers.jsonl"), os.path.join(work, "base.jsonl"))
    shutil.copytree(os.path.join(FIXTURES, "helmet"), os.path.join(work, "helmet"))
    os.makedirs(os.path.join(work, "helmet/configs"))
    with open(os.path.join(work, "helmet/configs/rag.yaml"), "w") as file:
        file.write(HELMET_TASKS)
    make("contrast", *MODEL, "--heads", "0-0", "--prompts", "prompts.jsonl", "--max-tokens", "4",
         "--temperature", "2", "--capture-reference", "--out", "pairs.jsonl")
    make("prefer", *MODEL, "--pairs", "pairs.jsonl", "--epochs", "1", "--out", "other")
    make("run", "--recipe", "recipe.json", "--out", "run", "--threads", "1")
    # A training that was killed: a finished one leaves no checkpoint.
    for _ in range(10):
        child = subprocess.Popen(
            [tool, "prefer", *MODEL, "--pairs", "pairs.jsonl", *SHORT, "--out", "trained"], cwd=work,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while child.poll() is None and not checkpoint(work):
            time.sleep(0.001)
        child.kill()
        child.wait()
        if checkpoint(work):
            break
        shutil.rmtree(os.path.join(work, "trained"), ignore_errors=True)
        os.unlink(os.path.join(work, "trained.run.json"))
    else:
        sys.exit("mutants: no training was stopped at a checkpoint")


def checkpoint(work):
    """The newest checkpoint of the training, in a list; an empty one when there is none."""
    folder = os.path.join(work, "trained.checkpoints")
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return [f"trained.checkpoints/{name}" for name in sorted(names) if name.startswith("step-")][-1:]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tool", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--long", action="store_true", help="10,000 mutants and more")
    parser.add_argument("--only", help="one group of mutants")
    given = parser.parse_args()
    tool, work = os.path.abspath(given.tool), os.path.abspath(given.work)
    prepare(tool, work)
    tasks = []
    for name, files, beside, command, stdin in jobs(work):
        if given.only not in (None, name):
            continue
        found = {"REFERENCE": sorted(n for n in os.listdir(work) if ".reference-" in n)[:1],
                 "CHECKPOINT": checkpoint(work)}
        files = [n for file in files for n in found.get(file, [file])
                 if os.path.exists(os.path.join(work, n))]
        count = (200 if name in SLOW else 750) if given.long else (10 if name in SLOW else 60)
        tasks += [(name, files[n % len(files)], files + beside, command, stdin, n)
                  for n in range(count) if files]

    def attempt(task):
        name, file, parts, command, stdin, number = task
        dice = random.Random(f"{name} {number}")
        folder = os.path.join(work, f"mutant-{name}-{number}")
        os.makedirs(folder)
        for part in sorted({part.split("/")[0] for part in parts}):
            source, target = os.path.join(work, part), os.path.join(folder, part)
            if os.path.isdir(source):
                shutil.copytree(source, target, copy_function=os.link)
            elif os.path.exists(source):
                shutil.copy(source, target)
        with open(os.path.join(work, file), "rb") as original:
            data = mutated(file, original.read(), dice)
        target = os.path.join(folder, file)
        os.unlink(target)
        with open(target, "wb") as new:
            new.write(data)
        words = [file if word == "FILE" else word for word in command]
        problem = judged.run([tool, *words], folder, stdin)
        if not problem:
            shutil.rmtree(folder, ignore_errors=True)
        return problem and f"{name} {number} ({file}, retmask {' '.join(words[:2])}): {problem}"

    with ThreadPoolExecutor(2) as pool:
        problems = list(pool.map(attempt, tasks))
    failed = [problem for problem in problems if problem]
    return judged.report("mutants", len(tasks), failed)


if __name__ == "__main__":
    sys.exit(main())
