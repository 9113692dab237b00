"""The public source files: where each can be had, under which licence, and how its rows are read.

A file may lie there as it is or gzipped. One that is missing or damaged costs the questions that are made of it;
`Sources.notes` says so in a sentence, and the rest is made all the same.
"""

import csv
import gzip
import hashlib
import io
import json
import pathlib
import tarfile
import zlib

GITHUB = "https://raw.githubusercontent.com"
# name: (file, what it is, where the publisher has it, licence)
FILES = {
    "nq": ("nq-open-oracle.jsonl", "NaturalQuestions-Open with gold passages, of lost-in-the-middle",
           f"{GITHUB}/nelson-liu/lost-in-the-middle/main/qa_data/nq-open-oracle.jsonl.gz",
           "MIT; the passages are Wikipedia's, CC BY-SA 3.0"),
    "kv": ("kv-retrieval-75_keys.jsonl", "JSON objects of UUID pairs, of lost-in-the-middle",
           f"{GITHUB}/nelson-liu/lost-in-the-middle/main/kv_retrieval_data/kv-retrieval-75_keys.jsonl.gz", "MIT"),
    "xquad": ("xquad.en.json", "XQuAD, English", f"{GITHUB}/google-deepmind/xquad/master/xquad.en.json",
              "CC BY-SA 4.0"),
    "banking-train": ("banking77_train.csv", "Banking77, train",
                      f"{GITHUB}/PolyAI-LDN/task-specific-datasets/master/banking_data/train.csv", "CC BY 4.0"),
    "banking-test": ("banking77_test.csv", "Banking77, test",
                     f"{GITHUB}/PolyAI-LDN/task-specific-datasets/master/banking_data/test.csv", "CC BY 4.0"),
    "clinc": ("clinc150_data_full.json", "CLINC150 with out-of-scope questions",
              f"{GITHUB}/clinc/oos-eval/master/data/data_full.json", "CC BY 3.0"),
    "trec-train": ("trec_train_5500.label", "TREC question classification, train",
                   "https://cogcomp.seas.upenn.edu/Data/QA/QC/train_5500.label", "free for research"),
    "trec-test": ("trec_test_500.label", "TREC question classification, test",
                  "https://cogcomp.seas.upenn.edu/Data/QA/QC/TREC_10.label", "free for research"),
    "truthfulqa": ("TruthfulQA.csv", "TruthfulQA", f"{GITHUB}/sylinrl/TruthfulQA/main/TruthfulQA.csv", "Apache 2.0"),
    "mmlu": ("mmlu_test_dev.tar", "MMLU, test and dev (any tar with */test/NAME_test.csv and */dev/NAME_dev.csv)",
             "https://people.eecs.berkeley.edu/~hendrycks/data.tar", "MIT"),
    "ifeval": ("ifeval_input_data.jsonl", "IFEval's prompts",
               f"{GITHUB}/google-research/google-research/master/instruction_following_eval/data/input_data.jsonl",
               "Apache 2.0"),
    "arena-hard": ("arena-hard-v0.1_question.jsonl", "Arena-Hard v0.1's prompts",
                   f"{GITHUB}/lmarena/arena-hard-auto/main/data/arena-hard-v0.1/question.jsonl", "Apache 2.0"),
    "mt-bench": ("mt_bench_question.jsonl", "MT-Bench's prompts",
                 f"{GITHUB}/lm-sys/FastChat/main/fastchat/llm_judge/data/mt_bench/question.jsonl", "Apache 2.0"),
    "vicuna": ("vicuna_bench_question.jsonl", "Vicuna bench's prompts",
               f"{GITHUB}/lm-sys/FastChat/main/fastchat/llm_judge/data/vicuna_bench/question.jsonl", "Apache 2.0"),
    "self-instruct": ("self_instruct_user_oriented.jsonl", "Self-Instruct, user-oriented instructions",
                      f"{GITHUB}/yizhongw/self-instruct/main/human_eval/user_oriented_instructions.jsonl",
                      "Apache 2.0"),
    "self-instruct-seed": ("self_instruct_seed_tasks.jsonl", "Self-Instruct, seed tasks",
                           f"{GITHUB}/yizhongw/self-instruct/main/data/seed_tasks.jsonl", "Apache 2.0"),
}


class MissingSource(Exception):
    """A source that cannot be read, in a sentence."""


def whereabouts():
    """Every file with its address and licence, a text to read."""
    return "\n".join(f"  {file}[.gz]\n      {what}; {licence}\n      {url}"
                     for file, what, url, licence in FILES.values())


class Sources:
    """The data folder: hands out parsed files, each read once, and notes which were read or could not be."""

    def __init__(self, folder):
        self.folder, self.notes, self.read, self._kept = pathlib.Path(folder), [], {}, {}

    def get(self, name):
        """The parsed rows of a source. Raises `MissingSource`, with the same sentence every time."""
        if name not in self._kept:
            try:
                self._kept[name] = self._parse(name)
            except MissingSource as problem:
                self._kept[name] = problem
                self.notes.append(str(problem))
        if isinstance(self._kept[name], MissingSource):
            raise self._kept[name]
        return self._kept[name]

    def _parse(self, name):
        file, _, url, _ = FILES[name]
        places = [self.folder / (file + ending) for ending in ("", ".gz")]
        place = next((place for place in places if place.is_file()), None)
        if place is None:
            raise MissingSource(f"{file} is not in the data folder, so its questions are left out; it is at {url}.")
        try:
            raw = place.read_bytes()
            whole = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
            rows = READERS[name](whole)
            if not rows:
                raise ValueError("it has no rows")
        except (OSError, EOFError, zlib.error, ValueError, KeyError, IndexError, TypeError, AttributeError,
                tarfile.TarError, csv.Error) as problem:
            raise MissingSource(f"{place.name} cannot be read ({type(problem).__name__}: {problem}), "
                                f"so its questions are left out; it is at {url}.") from None
        self.read[name] = {"file": place.name, "sha256": hashlib.sha256(raw).hexdigest(), "rows": len(rows)}
        return rows


def _lines(whole):
    return [json.loads(line) for line in whole.decode("utf-8").split("\n") if line.strip()]


def _nq(whole):
    return [{"question": row["question"], "answers": row["answers"], "title": row["ctxs"][0]["title"],
             "text": row["ctxs"][0]["text"]} for row in _lines(whole)]


def _kv(whole):
    return [tuple(pair) for row in _lines(whole) for pair in row["ordered_kv_records"]]


def _xquad(whole):
    return [{"id": qa["id"], "question": qa["question"], "answers": [answer["text"] for answer in qa["answers"]],
             "title": article["title"].replace("_", " "), "text": paragraph["context"]}
            for article in json.loads(whole)["data"] for paragraph in article["paragraphs"]
            for qa in paragraph["qas"]]


def _table(whole):
    return list(csv.DictReader(io.StringIO(whole.decode("utf-8-sig"), newline="")))


def _banking(whole):
    return [(row["text"].strip(), row["category"]) for row in _table(whole)]


def _clinc(whole):
    data = json.loads(whole)
    return {"train": [tuple(row) for row in data["train"] + data["oos_train"]],
            "test": [tuple(row) for row in data["test"]]}


def _trec(whole):
    return [(text.strip(), label) for label, _, text in
            (line.partition(" ") for line in whole.decode("latin-1").splitlines()) if text.strip()]


def _truthful(whole):
    return [{"question": row["Question"].strip(), "best": row["Best Answer"].strip(),
             "wrong": [answer.strip() for answer in row["Incorrect Answers"].split(";") if answer.strip()]}
            for row in _table(whole)]


def _mmlu(whole):
    """{subject: {"dev": rows, "test": rows}}, a row (question, four choices, 0...3); with and without a header."""
    subjects = {}
    with tarfile.open(fileobj=io.BytesIO(whole)) as archive:
        for member in archive:
            part = next((part for part in ("dev", "test") if member.name.endswith(f"_{part}.csv")), None)
            if part is None or not member.isfile():
                continue
            subject = member.name.rsplit("/", 1)[-1][:-len(part) - 5]
            table = csv.reader(io.StringIO(archive.extractfile(member).read().decode("utf-8"), newline=""))
            rows = [row for row in table if len(row) == 6 and row[5] != "answer"]
            subjects.setdefault(subject, {})[part] = [
                (row[0], row[1:5], "ABCD".index(row[5]) if row[5] in "ABCD" else int(row[5])) for row in rows]
    return {name: parts for name, parts in sorted(subjects.items()) if parts.get("dev") and parts.get("test")}


def _turns(whole):
    """(id, first turn) of the benches of LMSYS."""
    rows = _lines(whole)
    firsts = [(row["question_id"], row["turns"][0]) for row in rows]
    return [(str(key), turn["content"] if isinstance(turn, dict) else turn) for key, turn in firsts]


def _instructions(whole):
    return [(row["id"], "\n\n".join(filter(None, [row["instruction"].strip(), row["instances"][0]["input"].strip()])))
            for row in _lines(whole)]


READERS = {
    "nq": _nq, "kv": _kv, "xquad": _xquad, "banking-train": _banking, "banking-test": _banking, "clinc": _clinc,
    "trec-train": _trec, "trec-test": _trec, "truthfulqa": _truthful, "mmlu": _mmlu, "ifeval": _lines,
    "arena-hard": _turns, "mt-bench": _turns, "vicuna": _turns, "self-instruct": _instructions,
    "self-instruct-seed": _instructions,
}
