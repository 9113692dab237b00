"""Recall: the value of a key in a JSON object of UUID pairs, as lost-in-the-middle and HELMET ask for it."""

from .. import filling
from ..grouping import grouped
from ..parts import cell, part, shuffled, stream


class KeyValue(filling.LongContext):
    """The questions are pairs of the object."""

    category = "recall"

    def __init__(self, own, shown, job, length, index, form, max_tokens):
        super().__init__("json-kv", job, length, index, form)
        draw = stream(job.seed, "recall", length, index)
        # A pair has 77 characters, and no tokenizer makes fewer than 30 tokens of them.
        self.others = draw.sample(own, min(len(own), length // 30 + job.per_context + 1))
        self.shown, self.max_tokens = draw.sample(shown, 2), max_tokens

    def close(self):
        self.candidates = [other for other in self.others if other not in self.questions]

    def key(self, pair):
        return pair[0]

    def needed(self, pair):
        return [pair]

    def wording(self, pair):
        return f'Key: "{pair[0]}"'

    def measured(self, pair):
        return f' "{pair[0]}": "{pair[1]}",\n'

    def parts(self, pieces, pair):
        pairs = list(pieces)
        if self.form == "completion":
            draw = stream("shown", *(pair[0] for pair in self.questions[:1]))
            for shown in self.shown:
                pairs.insert(draw.randint(0, len(pairs)), shown)
        shown = "\n\n".join(f'Key: "{key}"\nCorresponding value: "{value}"' for key, value in self.shown)
        return filling.forms.Parts(
            instruction="Extract the value corresponding to the specified key in the JSON object below.",
            context="JSON data:\n{" + ",\n ".join(f'"{key}": "{value}"' for key, value in pairs) + "}",
            question=self.wording(pair) if pair else "", cue="Corresponding value:", demonstrations=shown,
            demonstrations_last=not self.is_shared)

    def fields(self, pieces, pair):
        return {"metric": "SubEM", "answers": [pair[1]], "answerPrefix": "Corresponding value:"}


def contexts(sources, job, form):
    """A list of contexts for each length."""
    pairs = sources.get("kv")
    own = shuffled((pair for pair in pairs if part("kv", pair[0]) == job.split), job.seed, "recall")
    shown = [pair for pair in pairs if part("kv", pair[0]) == "demos"]
    # Room for the key, which small models copy first, and the value.
    room = max(job.counter.many([f' "{key}": "{value}"' for key, value in own[:20]])) + 8
    for turn, length in enumerate(job.lengths):
        asked = cell(own, job.examples, turn)
        empty = [KeyValue(own, shown, job, length, index, form, room) for index in range(len(asked))]
        yield grouped(empty, asked, job, sources.notes)
