"""ICL: texts with numbers as labels, many shots, as HELMET has them.

The numbers are dealt out anew for every context. Demonstrations come in rounds, one of every label; where fewer than
four rounds of all labels would fit, fewer labels take part, so that the task is as hard at every length.
"""

from .. import filling
from ..grouping import grouped
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


class ManyShot(filling.LongContext):
    """The questions are texts with their labels."""

    category = "icl"
    max_tokens = 12

    def __init__(self, name, groups, shots, job, length, index, form):
        super().__init__(name, job, length, index, form)
        self.groups, self.shots, self.numbers = groups, shots, {}
        self.count = max(4, shots // ROUNDS)

    def has_room(self, question, counts):
        """Whether all the right labels take part."""
        return len({label for _, label in [*self.questions, question]}) <= self.count

    def close(self):
        draw = stream(*self.names)
        labels = {label for _, label in self.questions}
        others = sorted(other for other in self.groups if other not in labels)
        taking = sorted([*labels, *draw.sample(others, min(len(others), self.count - len(labels)))])
        self.numbers = dict(zip(taking, draw.sample(range(len(taking)), len(taking))))
        self.candidates = list(self._rounds(self.groups, taking, 2 * self.shots, draw))

    def key(self, question):
        return question[0]

    wording = key

    def _rounds(self, groups, labels, count, draw):
        decks = {label: draw.sample(groups[label], min(len(groups[label]), count // len(labels) + 2))
                 for label in labels}
        asked, place = {text for text, _ in self.questions}, 0
        while count > 0 and any(place < len(deck) for deck in decks.values()):
            fresh = [(deck[place], label) for label, deck in decks.items()
                     if place < len(deck) and deck[place] not in asked]
            draw.shuffle(fresh)
            yield from fresh
            count -= max(1, len(fresh))
            place += 1

    def measured(self, piece):
        # The same for every dealing of the numbers, so that each text is counted once.
        return f"{piece[0]}\nlabel: 10\n\n"

    def parts(self, pieces, question):
        return filling.forms.Parts(
            instruction='Use the mapping from text to label that the examples show to assign a label to the last text. '
                        'Answer with "label: " and the number, nothing else.',
            context="\n\n".join(f"{text}\nlabel: {self.numbers[label]}" for text, label in pieces),
            question=self.wording(question) if question else "", cue="label:")

    def fields(self, pieces, question):
        return {"metric": "accuracy", "answers": [str(self.numbers[question[1]])], "answerPrefix": "label:"}


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


def contexts(sources, job, form):
    """A list of contexts for each length, evenly from the sets that are there."""
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
            asked = cell(rows, job.share(len(sets), place), turn)
            empty = [ManyShot(name, groups, shots, job, length, index, form) for index in range(len(asked))]
            batch += grouped(empty, asked, job, sources.notes)
        yield batch
