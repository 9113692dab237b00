"""The command line of Scripts/real-questions.py."""

import argparse
import os
import pathlib
import shutil
import sys

from . import forms, job, prompts, sources
from .counting import CountingError, ToolCounter
from .parts import SPLITS

HELP = """Question files for `retmask evaluate --examples` from public data, and prompts for `retmask contrast`.

The data folder (--data, or $RETMASK_DATA) holds the public files as their publishers have them, gzipped or not;
without one the command says where each is to be had. Every category is one file in --out, with sources.json (command,
hashes, counts) and LICENCES.md beside it:

  recall       the value of a key among UUID pairs; SubEM
  rag          a question whose passage is among others (NaturalQuestions-Open, XQuAD); SubEM
  citation     the same, to be answered with the document's number; citation F1
  rerank       passages to be ordered by relevance; NDCG@10
  icl          a text to be labelled after many examples (Banking77, CLINC150, TREC); accuracy
  truthfulqa, mmlu, ifeval, nll   general controls, asked once, without a long context

Each long category is put in one of three forms:

  chat         the instruction is a user message
  chat-start   the same, and the assistant's message begins with the answer's cue
  completion   plain text that ends with the cue, after two demonstrations

With --per-context N up to N questions are asked about one context, in rows that follow each other: `evaluate` reads the
context once, so that N times as many questions cost little more. They are not independent (extra.context names it).

Questions are split by a hash of their source, so --split explore, confirm and fresh share none, and demonstrations
come from a part of their own. --split train-prompts writes prompts.jsonl for `contrast` instead."""

EXAMPLES = """examples:
  Scripts/real-questions.py --data DATA --model DIR --lengths 1024,4096 --examples 100 --split explore --out q
  Scripts/real-questions.py --data DATA --model DIR --only rag,recall --form rag=chat,recall=completion --out q2
  Scripts/real-questions.py --data DATA --model DIR --lengths 4096 --examples 200 --per-context 10 --out q3
  Scripts/real-questions.py --data DATA --model DIR --split train-prompts --prompts 600 --prompt-tokens 256 --out p
  cat q/*.jsonl > q.all.jsonl && retmask evaluate --model DIR --examples q.all.jsonl --out results.jsonl
"""


class Refusal(Exception):
    """What the command line asks for cannot be done, in a sentence."""


def _numbers(text):
    try:
        numbers = [int(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if not numbers or min(numbers) < 256 or max(numbers) > 1 << 24 or len(set(numbers)) < len(numbers):
        raise Refusal(f"--lengths is {text!r}; give different numbers of tokens from 256 on, with commas between.")
    return numbers


def _forms(text):
    """`completion` for all, or CATEGORY=FORM with commas between."""
    chosen = {}
    for item in filter(None, text.split(",")):
        name, equals, form = item.rpartition("=")
        names = [name] if equals else list(job.LONG)
        if form not in forms.FORMS or not set(names) <= set(job.LONG):
            raise Refusal(f"--form has {item!r}; give FORM or CATEGORY=FORM with CATEGORY one of {', '.join(job.LONG)} "
                          f"and FORM one of {', '.join(forms.FORMS)}.")
        chosen.update((name, form) for name in names)
    return chosen


def _only(text):
    names = tuple(dict.fromkeys(text.split(",")))
    unknown = [name for name in names if name not in job.CATEGORIES]
    if unknown:
        raise Refusal(f"--only has {unknown[0]!r}; give some of {', '.join(job.CATEGORIES)}.")
    return names


def _data(folder):
    if not folder or not pathlib.Path(folder).is_dir():
        said = f"{folder} is no folder" if folder else "no data folder is named"
        raise Refusal(f"{said}; name one by --data or RETMASK_DATA that holds any of these files:\n"
                      + sources.whereabouts())
    return pathlib.Path(folder)


def _tool(named):
    built = pathlib.Path(__file__).resolve().parents[2] / ".build/release/retmask"
    found = named or (str(built) if built.exists() else shutil.which("retmask"))
    if not found:
        raise Refusal("retmask is needed to count tokens; `make build` makes it, or name it by --tool.")
    return found


def _out(folder, is_overwritten):
    out = pathlib.Path(folder)
    if out.exists() and not out.is_dir():
        raise Refusal(f"{out} is no folder.")
    if out.is_dir() and any(out.iterdir()):
        ours = {f"{name}.jsonl" for name in (*job.CATEGORIES, "prompts")} | {"sources.json", "LICENCES.md"}
        names = {entry.name for entry in out.iterdir() if not entry.name.endswith(".partial")}
        if not is_overwritten or not names <= ours:
            raise Refusal(f"{out} is not empty; name another folder, or replace questions in it with --overwrite.")
        for entry in out.iterdir():
            entry.unlink()
    out.mkdir(parents=True, exist_ok=True)
    return out


def _at_least(name, number, least):
    if number < least:
        raise Refusal(f"{name} is {number}; give {least} or more.")
    return number


def parser():
    made = argparse.ArgumentParser(prog="real-questions.py", description=HELP, epilog=EXAMPLES, allow_abbrev=False,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--data", default=os.environ.get("RETMASK_DATA"), metavar="DIR", help="the public files")
    made.add_argument("--model", metavar="DIR", help="the model folder whose tokenizer and chat template count")
    made.add_argument("--out", metavar="DIR", help="a new folder")
    made.add_argument("--split", default="explore", choices=[*SPLITS, "train-prompts"])
    made.add_argument("--lengths", default="1024,2048,4096,8192", metavar="N,…",
                      help="tokens of prompt and answer together (%(default)s)")
    made.add_argument("--examples", type=int, default=100, metavar="N", help="of a category and length (%(default)s)")
    made.add_argument("--per-context", type=int, default=1, metavar="N", help="questions about one context, in rows "
                      "that follow each other; `evaluate` reads what they begin with once (%(default)s)")
    made.add_argument("--controls", type=int, metavar="N", help="of each control; as --examples")
    made.add_argument("--seed", type=int, default=0, metavar="S", help="another draw (%(default)s)")
    made.add_argument("--only", default=",".join(job.CATEGORIES), metavar="CATEGORY,…", help="not all of them")
    made.add_argument("--form", default="", metavar="[CATEGORY=]FORM,…", help="in place of "
                      + ", ".join(f"{name}={form}" for name, form in forms.DEFAULT.items()))
    made.add_argument("--citation-answers", action="store_true", help="every prompt of citation once more, judged by "
                      "SubEM as citation-answer; twice the cost")
    made.add_argument("--prompts", default="600", metavar="N", help="how many training prompts, or NAME=N,… with NAME "
                      f"of {', '.join(prompts.SOURCES)} (%(default)s)")
    made.add_argument("--prompt-tokens", type=int, default=512, metavar="N",
                      help="longer ones are left out (%(default)s)")
    made.add_argument("--tool", metavar="FILE", help="the built retmask (.build/release/retmask)")
    made.add_argument("--overwrite", action="store_true", help="replace the questions in --out")
    made.add_argument("--self-test", action="store_true",
                      help="check the making on samples of its own, without data")
    return made


def _make(options, arguments):
    choices = job.Job(options.split, options.seed, _numbers(options.lengths),
                      _at_least("--examples", options.examples, 1),
                      _at_least("--controls", options.examples if options.controls is None else options.controls, 1),
                      _forms(options.form), None, _only(options.only), options.citation_answers,
                      _at_least("--per-context", options.per_context, 1))
    try:
        wanted = prompts.wanted(options.prompts)
    except ValueError as problem:
        raise Refusal(f"--prompts: {problem}") from None
    longest = _at_least("--prompt-tokens", options.prompt_tokens, 1)
    data = sources.Sources(_data(options.data))
    for name in ("model", "out"):
        if not getattr(options, name):
            raise Refusal(f"--{name} is missing; `real-questions.py --help` has examples.")
    choices.counter = ToolCounter(_tool(options.tool), options.model)
    is_chat = "ifeval" in choices.only or any(choices.form_of(name) != "completion" for name in choices.only
                                              if name in job.LONG)
    for kind in ("plain", "chat") if is_chat and options.split in SPLITS else ("plain",):
        choices.counter.added(kind)  # refuses a folder that cannot be used before anything is written
    out = _out(options.out, options.overwrite)
    say = lambda line: print(line, flush=True)
    if options.split == "train-prompts":
        table = job.make_prompts(data, choices, out, wanted, longest, say)
    else:
        table = job.make_questions(data, choices, out, say)
    for note in dict.fromkeys(data.notes):
        print(f"real-questions: {note}", file=sys.stderr)
    job.write_sources(out, data, arguments, table)
    if not any(cell["rows"] for cell in table):
        raise Refusal("nothing could be made.")


def main(arguments):
    """0, or 2 when the request cannot be carried out."""
    options = parser().parse_args(arguments)
    try:
        if options.self_test:
            from .checks import self_test
            return self_test.run()
        _make(options, arguments)
    except (Refusal, CountingError) as problem:
        print(f"real-questions: {problem}", file=sys.stderr)
        return 2
    except OSError as problem:
        print(f"real-questions: {problem.filename}: {problem.strerror}.", file=sys.stderr)
        return 2
    return 0
