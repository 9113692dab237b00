"""RULER's tasks as HELMET names them, a file for each task and length."""

from real_questions.sources import MissingSource

from . import aggregates, needles
from .plan import RULER, Entry

# What the wording around a context takes, of which this script knows nothing.
AROUND = 200
IN_RECALL = ("niah_mk_2", "niah_mk_3", "niah_mv")


def _prose(job):
    """Passages as filler; sentences of our own where there is no source."""
    try:
        return [" ".join(row["text"].split()) for row in job.sources.get("nq")]
    except MissingSource:
        return [" ".join(needles.NOISE)]


def _documents(budget, draw, counter, rows):
    """`qa_1`: a question of SQuAD's kind, its paragraph among others."""
    asked = draw.choice(rows)
    texts = list(dict.fromkeys(row["text"] for row in rows if row["text"] != asked["text"]))
    draw.shuffle(texts)
    budget -= counter.many([asked["text"]])[0] + 8
    taken = list(needles._fitting(iter(texts + [""] * 64 * (len(texts) + 1)), budget - 64, counter))
    taken = [text for text in taken if text]
    taken.insert(draw.randrange(len(taken) + 1), asked["text"])
    return {"context": "\n\n".join(f"Document {place}:\n{text}" for place, text in enumerate(taken, 1)),
            "question": asked["question"], "outputs": list(dict.fromkeys(asked["answers"]))}


def _row(task, budget, draw, job, prose):
    if task in needles.KINDS:
        return needles.row(needles.KINDS[task], budget, draw, job.counter, prose)
    if task in aggregates.KINDS:
        return aggregates.KINDS[task](budget, draw, job.counter)
    return _documents(budget, draw, job.counter, job.sources.get("xquad"))


def write(job):
    prose = _prose(job)
    for task, (folder, new_tokens) in RULER.items():
        for length in job.lengths:
            budget = length - new_tokens - AROUND
            try:
                rows = [{"index": index, **_row(task, budget, job.stream(task, length, index), job, prose)}
                        for index in range(job.examples)]
            except MissingSource:
                continue
            file = f"data/ruler/{folder}/validation_{length}.jsonl"
            job.write(file, rows)
            entry = Entry(f"ruler_{task}", length, new_tokens, file)
            job.add("ruler", entry)
            if task in IN_RECALL:
                job.add("recall", entry)
