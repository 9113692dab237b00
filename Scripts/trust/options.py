#!/usr/bin/env python3
"""Gives every option of every verb values that no one means: numbers beyond any range, none at all,
and what other programs take for numbers. Each is refused in one sentence or does its small job.

    Scripts/trust/options.py --tool .build/release/retmask --work "$(mktemp -d)" [--long]

The options are read from the help of each verb. Prints one line of JSON: {"tried", "held", "failed"}.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import judged

VALUES = ["-9223372036854775808", "-1", "0", "1000000000000000000", "9223372036854775807",
          "9223372036854775808", "1e308", "nan", "inf", "-0.0", "", " 1", "1_000", "٣"]
FEW = ["-9223372036854775808", "9223372036854775807", "nan", "1_000"]
# What is a number nowhere: with a stated range it is refused.
NO_NUMBERS = {"", " 1", "1_000", "٣", "nan", "inf"}

MODEL = ["--model", "organism", "--threads", "1"]
SMALL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Tests/Fixtures/gguf/tokenizers/llama-bpe.gguf")
SERVERS = ["--endpoint", "http://127.0.0.1:9/v1", "--ablated-endpoint", "http://127.0.0.1:9/a",
           "--model", "m", "--ablated-model", "a", "--attempts", "1", "--timeout", "1"]
SERVER_OPTIONS = {"--concurrency", "--timeout", "--attempts", "--retry-delay", "--extra-body",
                  "--api-key-env", "--endpoint", "--ablated-endpoint", "--ablated-model"}
# Options of questions that come with the tool, and a job that asks some.
SUITE_OPTIONS = {"--lengths", "--seed", "--categories"}
SUITE = [*MODEL, "--examples", "1", "--lengths", "64", "--categories", "recall", "--out", "OUT"]
# A small job of each verb; OUT is a name that nothing has.
JOBS = {
    "run": ["--print-recipe"],
    "detect": [*MODEL, "--lengths", "64", "--depths", "50", "--needles", "1", "--max-tokens", "2",
               "--out", "OUT"],
    "heads rank": ["heads.json", "--top", "1"],
    "heads compare": ["heads.json", "heads.json"],
    "mask": ["--model", "organism", "--heads", "0-0", "--out", "OUT"],
    "ablate-curve": [*MODEL, "--heads", "heads.json", "--counts", "1", "--random-sets", "1",
                     "--lengths", "64", "--depths", "50", "--needles", "1", "--max-tokens", "2",
                     "--out", "OUT"],
    "contrast sample": [*MODEL, "--heads", "0-0", "--prompts", "prompts.jsonl", "--limit", "1",
                        "--max-tokens", "2", "--out", "OUT"],
    "contrast join": ["chosen.jsonl", "rejected.jsonl", "--out", "OUT"],
    "prefer": [*MODEL, "--pairs", "pairs.jsonl", "--out", "OUT", "--epochs", "1"],
    "evaluate ask": [*MODEL, "--examples", "examples.jsonl", "--out", "OUT"],
    "evaluate compare": ["answers.jsonl", "answers.jsonl"],
    "evaluate recall-files": ["--model", "organism", "--lengths", "1024", "--rows", "1", "--out", "OUT"],
    "report": ["nowhere"],
    "chat": MODEL,
    "score": [*MODEL, "--text", "The lamp is red."],
    "tokenize": ["--model", "organism"],
    "inspect": ["organism"],
    "import": [SMALL, "--out", "OUT"],
    "doctor": [],
    "organism grow": ["--out", "OUT", "--steps", "0.0001", "--width", "8", "--layers", "1",
                      "--heads", "1", "--head-dim", "2", "--mlp-width", "8", "--workers", "1"],
    "organism text": ["--tokens", "1"],
}


def help_of(tool, verb):
    return subprocess.run([tool, *verb.split(), "--help"], capture_output=True, text=True,
                          check=True).stdout


def verbs(tool, verb=""):
    """Verbs without verbs of their own, as the help lists them."""
    found, inside = [], False
    for line in help_of(tool, verb).split("\n"):
        if line and not line.startswith(" "):
            inside = "SUBCOMMANDS" in line
        elif inside and (match := re.match(r"  ([a-z][a-z-]*)", line)):
            found.append(match.group(1))
    if not found:
        return [verb]
    found = [name for name in found if name != "help"]
    return [leaf for name in found for leaf in verbs(tool, f"{verb} {name}".strip())]


def options(tool, verb):
    """Name of each option that takes a value, and what the help says of it."""
    found = {}
    name = None
    for line in help_of(tool, verb).split("\n"):
        if match := re.match(r"  (?:-\w, )?(--[a-z][a-z-]*)(?: <([^>]+)>| \[<([^>]+)>\])?(.*)", line):
            name = match.group(1) if match.group(2) or match.group(3) else None
            if name:
                found[name] = match.group(4)
        elif name and line.startswith("      "):
            found[name] += " " + line.strip()
        else:
            name = None
    return found


def small_files(work):
    os.makedirs(work, exist_ok=True)

    def write(name, *rows):
        with open(os.path.join(work, name), "w") as file:
            for row in rows:
                file.write(json.dumps(row) + "\n")

    write("heads.json", {f"{layer}-{head}": [(layer * 8 + head) / 64] for layer in range(6)
                         for head in range(8)})
    write("prompts.jsonl", {"prompt": "What is red?"}, {"prompt": "Who has a lamp?"})
    answer = {"conversation_id": "1", "conversation": [{"role": "user", "content": "Who?"}]}
    for name in ("chosen", "rejected"):
        write(f"{name}.jsonl", dict(answer, synthesized_assistant_responses=[name]))
    pair = {side: [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": side}]
            for side in ("chosen", "rejected")}
    write("pairs.jsonl", pair, pair, pair)
    write("examples.jsonl", {
        "id": "1", "category": "x", "metric": "EM", "length": 1, "maxTokens": 2,
        "messages": [{"role": "user", "content": "Who?"}], "answers": ["me"]})
    write("answers.jsonl", {"id": "1", "category": "x", "length": 1, "metric": "EM", "response": "me", "tokens": 1,
                            "finish_reason": "stop", "score": 1})


def job(tool, verb, option, value, out):
    base = SERVERS + ["--prompts", "prompts.jsonl", "--limit", "1", "--out", "OUT"] \
        if verb == "contrast sample" and option in SERVER_OPTIONS else \
        SUITE if verb == "evaluate" and option in SUITE_OPTIONS else JOBS.get(verb, [])
    arguments, skips = [], False
    for word in base:
        # The option's own small value makes room.
        if skips:
            skips = False
        elif word == option:
            skips = True
        else:
            arguments.append(out if word == "OUT" else word)
    return [tool, *verb.split(), *arguments, f"{option}={value}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tool", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--long", action="store_true", help="all values, not a few of each")
    given = parser.parse_args()
    tool, work = os.path.abspath(given.tool), os.path.abspath(given.work)
    # What a run that was stopped has left.
    shutil.rmtree(work, ignore_errors=True)
    small_files(work)
    tasks = [(verb, option, text, value)
             for verb in verbs(tool) for option, text in options(tool, verb).items()
             for value in (VALUES if given.long else FEW)]

    def attempt(task):
        number, (verb, option, text, value) = task
        folder = os.path.join(work, f"out-{number}")
        os.makedirs(folder, exist_ok=True)
        # In a folder of its own, since a value may be taken for a name.
        for name in os.listdir(work):
            if name.endswith((".json", ".jsonl")):
                os.link(os.path.join(work, name), os.path.join(folder, name))
        # `(1 to 1024)`, `(above 0, at most 1)`, `each 0 to 100`.
        is_number = re.search(r"(\(|each |, )-?[\d.]+(e\d+)? (to -?\d|or more)|\(above ", text)
        # Blanks may stand in a list, and `--preview=` is `--preview`, which needs no value.
        fine = (value == " 1" and "each " in text) \
            or (value == "" and option == "--preview")
        codes = (2,) if is_number and value in NO_NUMBERS and "file" not in text and not fine \
            else judged.CODES
        problem = judged.run(job(tool, verb, option, value, "made"), folder, b"/quit\n", codes)
        shutil.rmtree(folder, ignore_errors=True)
        return problem and f"retmask {verb} {option} {value!r}: {problem}"

    with ThreadPoolExecutor(2) as pool:
        problems = list(pool.map(attempt, enumerate(tasks)))
    failed = [problem for problem in problems if problem]
    return judged.report("options", len(tasks), failed)


if __name__ == "__main__":
    sys.exit(main())
