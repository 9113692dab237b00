"""What is to be made, and the making: rows of every category, files, and where everything came from."""

import dataclasses
import hashlib
import json
import os
import pathlib
import shlex
import sys

from . import filling, forms, prompts
from .progress import Progress
from .sources import FILES, MissingSource
from .tasks import controls, documents, labels, recall
from .tasks.passages import Library

LONG = tuple(forms.DEFAULT)
CATEGORIES = (*LONG, *controls.ALL)


@dataclasses.dataclass
class Job:
    """The choices of a command line."""

    split: str
    seed: int
    lengths: list
    examples: int
    controls: int
    form: dict
    counter: object
    only: tuple = CATEGORIES
    citation_answers: bool = False
    per_context: int = 1  # questions, at most
    progress: Progress = dataclasses.field(default_factory=lambda: Progress(0))
    kept: dict = dataclasses.field(default_factory=dict)  # libraries, by source

    def form_of(self, category):
        return self.form.get(category, forms.DEFAULT[category])

    def share(self, sets, place):
        """How many of a cell's examples the set at a place gets."""
        return self.examples // sets + (place < self.examples % sets)

    def libraries(self, sources, names):
        """The passages of the sources that are there. Raises `MissingSource` when none is."""
        found = {}
        for name in names:
            try:
                if name not in self.kept:
                    self.kept[name] = Library(name, sources.get(name))
                found[name] = self.kept[name]
            except MissingSource as problem:
                missing = problem
        if not found:
            raise missing
        return {name: library for name, library in found.items() if library.questions(self.split)}


def _long_rows(category, sources, job):
    form = job.form_of(category)
    maker = {"recall": recall.contexts, "icl": labels.contexts}.get(category)
    batches = (maker(sources, job, form) if maker else documents.contexts(category, sources, job, form))
    for length in job.lengths:
        job.progress.show(f"{category}, {length} tokens")
        batch = next(batches)
        yield from filling.fill(batch, job.counter, sources.notes) if batch else ()
        job.progress.add(length)


def _with_answers(made):
    """Every row of citation and, after it, the same prompt with the answer judged, as a category of its own."""
    def renamed(name):
        return name.replace("citation", "citation-answer", 1)

    for row in made:
        yield row
        extra = row["extra"]
        if "context" in extra:
            extra = {**extra, "context": renamed(extra["context"])}
        yield {**{name: value for name, value in row.items() if name != "citations"}, "category": "citation-answer",
               "metric": "SubEM", "id": renamed(row["id"]), "extra": extra}


def rows(category, sources, job):
    """The rows of a category with their ids; none when its sources are not there."""
    try:
        made = (list(_long_rows(category, sources, job)) if category in LONG
                else controls.rows(category, sources, job))
    except MissingSource:
        return []
    counts = {}
    for row in made:
        row["extra"]["split"] = job.split
        cell = "-".join(filter(None, [category, row["extra"]["set"].replace(category, ""), str(row["length"] or "")]))
        if "context" in row["extra"]:
            cell = row["extra"]["context"] = f"{cell}-{row['extra']['context']}"
        counts[cell] = counts.get(cell, -1) + 1
        row["id"] = f"{cell}-{counts[cell]}"
    return list(_with_answers(made)) if category == "citation" and job.citation_answers else made


def summary(made):
    """Per category, form and length: rows, distinct questions, and the prompts' tokens."""
    cells = {}
    for row in made:
        cells.setdefault((row["category"], row["extra"].get("form", ""), row["length"]), []).append(row["extra"])
    table = []
    for (category, form, length), extras in cells.items():
        tokens = sorted(int(extra["tokens"]) for extra in extras)
        table.append({"category": category, "form": form, "length": length, "rows": len(extras),
                      "questions": len({(extra["set"], extra["source"]) for extra in extras}),
                      "tokens": [tokens[0], tokens[len(tokens) // 2], tokens[-1]], **_sharing(extras)})
    return table


def _sharing(extras):
    """Contexts of several questions: how many there are, and the tokens to be read, each prompt by itself and with
    what a context's prompts begin with read once."""
    contexts = {extra["context"]: extra for extra in extras if "context" in extra}
    if not contexts:
        return {}
    whole = sum(int(extra["tokens"]) for extra in extras)
    once = sum((int(extra["questions"]) - 1) * int(extra["shared"]) for extra in contexts.values())
    return {"contexts": len(contexts), "tokens_read": {"alone": whole, "shared": whole - once}}


def make_questions(sources, job, out, say):
    """Writes a file for each category; the summary of all."""
    table = []
    job.progress = Progress(sum(job.lengths) * sum(category in LONG for category in job.only))
    for category in job.only:
        made = rows(category, sources, job)
        job.progress.clear()
        if made:
            write_lines(out / f"{category}.jsonl", made)
            part = summary(made)
            table += part
            for line in part:
                say(f"{line['category']:11} {line['form']:11} {line['length']:6} "
                    f"{line['rows']:4} rows, {line['tokens'][0]} to {line['tokens'][2]} tokens"
                    + (f"; {line['contexts']} contexts, {line['tokens_read']['shared']} of "
                       f"{line['tokens_read']['alone']} tokens to be read" if "contexts" in line else ""))
    return table


def make_prompts(sources, job, out, counts, most_tokens, say):
    made = prompts.rows(sources, job, counts, most_tokens)
    by_source = {name: sum(row["source"] == name for row in made) for name in prompts.SOURCES}
    if made:
        write_lines(out / "prompts.jsonl", made)
    say(f"{len(made)} prompts: " + ", ".join(f"{name} {count}" for name, count in by_source.items()))
    return [{"category": "train-prompts", "source": name, "rows": count} for name, count in by_source.items()]


def write(file, text):
    """The whole file or none."""
    partial = file.with_name(f".{file.name}.partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, file)


def write_lines(file, made):
    write(file, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in made))


def script_hash():
    """SHA-256 over the script's files, names and contents."""
    here = pathlib.Path(__file__).parent
    whole = hashlib.sha256()
    for file in [here.with_name("real-questions.py"), *sorted(here.rglob("*.py"))]:
        whole.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return whole.hexdigest()


def write_sources(out, sources, arguments, table):
    """`sources.json` and `LICENCES.md`: what the files of the folder were made of and by which command."""
    used = {name: {**sources.read[name], "what": FILES[name][1], "url": FILES[name][2], "licence": FILES[name][3]}
            for name in FILES if name in sources.read}
    command = " ".join(["Scripts/real-questions.py", *map(shlex.quote, arguments)])
    files = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(out.glob("*.jsonl"))}
    write(out / "sources.json", json.dumps(
        {"command": command, "script_sha256": script_hash(), "python": sys.version.split()[0], "sources": used,
         "notes": sources.notes, "cells": table, "files": files}, indent=2, ensure_ascii=False) + "\n")
    lines = [f"| {entry['what']} | {entry['file']} | {entry['licence']} | {entry['url']} |" for entry in used.values()]
    write(out / "LICENCES.md", "\n".join(
        ["# Where these questions come from", "",
         f"Made by `{command}`. The texts are the sources', shortened and put together; each stays under its licence.",
         "", "| source | file read | licence | address |", "|---|---|---|---|", *lines, ""]))
