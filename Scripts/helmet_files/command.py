"""The command line of Scripts/helmet-files.py."""

import argparse
import json
import os
import pathlib
import shutil
import sys

from real_questions.counting import CountingError, ToolCounter, WordCounter
from real_questions.sources import Sources, whereabouts

from . import configurations, json_kv, labels, passages, ruler
from .plan import Job

HELP = """Data files in HELMET's formats, and configuration files for them.

  recall   json_kv and RULER-style needles, made up at any length
  ruler    all of RULER's tasks but qa_2 (qa_1 from XQuAD)
  rag      kilt_nq from NaturalQuestions-Open, kilt_nq_xquad from XQuAD
  rerank   msmarco_rerank_psg from passages of NaturalQuestions-Open
  icl      TREC, Banking77 and CLINC150 as folders that load_dataset reads

--out becomes a folder that HELMET's program can be run in and that `retmask evaluate --suite helmet --data` reads:

  cd OUT && python HELMET/eval.py --config configs/rag.yaml --model_name_or_path DIR ...
  retmask evaluate --suite helmet --data OUT --helmet HELMET --model DIR --lengths 4k --out results.jsonl

Equal arguments give equal bytes. The texts are no part of HELMET's own data, so scores are not comparable with
published ones; both programs can be compared on them."""

MAKERS = {"json_kv": json_kv.write, "ruler": ruler.write, "rag": passages.write_rag,
          "rerank": passages.write_rerank, "icl": labels.write}


class Refusal(Exception):
    """What the command line asks for cannot be done, in a sentence."""


def _lengths(text):
    numbers = []
    for part in text.split(","):
        digits = part.strip().lower()
        scale = 1024 if digits.endswith("k") else 1
        digits = digits.removesuffix("k")
        if not digits.isdecimal() or not 1024 <= int(digits) * scale <= 1 << 20:
            raise Refusal(f"--lengths has {part!r}; give numbers of tokens, 1024 to 1048576, such as 4096,8k.")
        numbers.append(int(digits) * scale)
    return sorted(set(numbers))


def _only(text):
    names = list(dict.fromkeys(text.split(",")))
    unknown = [name for name in names if name not in MAKERS]
    if unknown:
        raise Refusal(f"--only has {unknown[0]!r}; give some of {', '.join(MAKERS)}.")
    return names


def _counter(options):
    if not options.model:
        return WordCounter()
    built = pathlib.Path(__file__).resolve().parents[2] / ".build/release/retmask"
    tool = options.tool or (str(built) if built.exists() else shutil.which("retmask"))
    if not tool:
        raise Refusal("retmask is needed to count tokens; `make build` makes it, or name it by --tool.")
    return ToolCounter(tool, options.model)


def parser():
    parser = argparse.ArgumentParser(
        description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter, prog="Scripts/helmet-files.py")
    parser.add_argument("--data", default=os.environ.get("RETMASK_DATA"), help="folder of the public source files")
    parser.add_argument("--model", help="model folder whose tokenizer measures contexts; without it words are counted")
    parser.add_argument("--lengths", default="4096", help="tokens of whole prompts (default: 4096)")
    parser.add_argument("--examples", type=int, default=30, help="rows of a file, about (default: 30)")
    parser.add_argument("--only", help=f"some of {', '.join(MAKERS)}")
    parser.add_argument("--seed", type=int, default=0, help="another one gives other files")
    parser.add_argument("--tool", help="the built retmask")
    parser.add_argument("--out", required=True, help="folder for the files, new or empty")
    return parser


def _writer(out):
    def write(path, content):
        file = out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else "".join(
            json.dumps(row, ensure_ascii=False) + "\n" for row in content)
        partial = file.with_name(f".{file.name}.partial")
        partial.write_text(text, encoding="utf-8")
        os.replace(partial, file)
        print(f"{path}: {'text' if isinstance(content, str) else f'{len(content)} rows'}")
    return write


def _make(options):
    only = _only(options.only) if options.only else list(MAKERS)
    lengths = _lengths(options.lengths)
    if not 1 <= options.examples <= 100_000:
        raise Refusal(f"--examples is {options.examples}; give 1 to 100000.")
    if not options.data or not pathlib.Path(options.data).is_dir():
        if set(only) - {"json_kv"}:
            raise Refusal("no data folder is named; name one by --data or RETMASK_DATA that holds any of these files:\n"
                          + whereabouts())
        options.data = "."
    out = pathlib.Path(options.out)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refusal(f"{out} is not an empty folder.")
    job = Job(lengths, options.examples, options.seed, _counter(options), Sources(options.data), _writer(out))
    for name in only:
        MAKERS[name](job)
    for name, entries in job.entries.items():
        entries.sort(key=lambda entry: (entry.dataset.split("shot")[0].rsplit("_", 1)[0], entry.length))
        job.write(f"configs/{name}.yaml", configurations.text(name, entries, options.examples))
    for note in dict.fromkeys(job.sources.notes):
        print(f"helmet-files: {note}", file=sys.stderr)
    if not job.entries:
        raise Refusal("nothing could be made.")


def main(arguments):
    """0, or 2 when the request cannot be carried out."""
    try:
        _make(parser().parse_args(arguments))
    except (Refusal, CountingError) as problem:
        print(f"helmet-files: {problem}", file=sys.stderr)
        return 2
    except OSError as problem:
        print(f"helmet-files: {problem.filename}: {problem.strerror}.", file=sys.stderr)
        return 2
    return 0
