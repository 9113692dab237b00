"""ICL: texts with numbers as labels, many shots, as HELMET has them.

The numbers are dealt out anew for every question. Demonstrations come in rounds, one of every label; where fewer than
four rounds of all labels would fit, fewer labels take part, so that the task is as hard at every length.
"""

from .. import filling
from ..parts import cell, part, shuffled, stream
from ..sources import MissingSource

ROUNDS = 4


def _banking(sources):
    return sources.get("banking-train"), sources.get("banking-test")


def _clinc(sources):
    return sources.get("clinc")["train"], sources.get("clinc")["test"]


def _trec(sources):
    return sources.get("trec-train"), sources.get("trec-test")


def _coarse(sources):
    return [[(text, label.split(":")[0]) for text, label in rows] for rows in _trec(sources)]


SETS = {"banking77": _banking, "clinc150": _clinc, "trec-coarse": _coarse, "trec-fine": _trec}


class ManyShot(filling.LongQuestion):
    category = "icl"
    max_tokens = 12

    def __init__(self, name, text, label, groups, shots, names, length, form):
        self.set_name, self.key, self.label = name, text, label
        self.length, self.form, self.names = length, form, names
        draw = stream(*names)
        others = sorted(other for other in groups if other != label)
        count = max(4, shots // ROUNDS)
        taking = sorted([label] + draw.sample(others, min(len(others), count - 1)))
        self.numbers = dict(zip(taking, draw.sample(range(len(taking)), len(taking))))
        self.candidates = list(self._rounds(groups, taking, 2 * shots, draw))

    def _rounds(self, groups, labels, count, draw):
        decks = {label: draw.sample(groups[label], min(len(groups[label]), count // len(labels) + 2))
                 for label in labels}
        place = 0
        while count > 0 and any(place < len(deck) for deck in decks.values()):
            fresh = [(deck[place], label) for label, deck in decks.items()
                     if place < len(deck) and deck[place] != self.key]
            draw.shuffle(fresh)
            yield from fresh
            count -= max(1, len(fresh))
            place += 1

    def measured(self, piece):
        # The same for every dealing of the numbers, so that each text is counted once.
        return f"{piece[0]}\nlabel: 10\n\n"

    def parts(self, pieces):
        return filling.forms.Parts(
            instruction='Use the mapping from text to label that the examples show to assign a label to the last text. '
                        'Answer with "label: " and the number, nothing else.',
            context="\n\n".join(f"{text}\nlabel: {self.numbers[label]}" for text, label in pieces),
            question=self.key, cue="label:")

    def fields(self, pieces):
        return {"metric": "accuracy", "answers": [str(self.numbers[self.label])], "answerPrefix": "label:"}


def _read(sources):
    """{name: (demonstrations by label, test rows)} of the sets that are there."""
    found = {}
    for name, read in SETS.items():
        try:
            train, test = read(sources)
        except MissingSource:
            continue
        groups = {}
        for text, label in dict.fromkeys(train):
            groups.setdefault(label, []).append(text)
        found[name] = groups, [row for row in dict.fromkeys(test) if row[1] in groups]
    if not found:
        raise MissingSource("no classification set can be read.")
    return found


def questions(sources, job, form):
    """A list of questions for each length, evenly from the sets that are there."""
    sets = _read(sources)
    sizes = {}
    for name, (groups, _) in sets.items():
        some = shuffled([text for texts in groups.values() for text in texts], "sizes", name)[:200]
        sizes[name] = sum(job.counter.many([f"{text}\nlabel: 10\n\n" for text in some])) / len(some)
    for turn, length in enumerate(job.lengths):
        batch = []
        for place, (name, (groups, test)) in enumerate(sets.items()):
            rows = shuffled((row for row in test if part("icl", row[0]) == job.split), job.seed, "icl", name)
            shots = int((length - 100) / sizes[name])
            for index, (text, label) in enumerate(cell(rows, job.share(len(sets), place), turn)):
                batch.append(ManyShot(name, text, label, groups, shots, (job.seed, "icl", name, length, index),
                                      length, form))
        yield batch
