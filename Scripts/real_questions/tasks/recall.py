"""Recall: the value of a key in a JSON object of UUID pairs, as lost-in-the-middle and HELMET ask for it."""

from .. import filling
from ..parts import cell, part, shuffled, stream


class KeyValue(filling.LongQuestion):
    category = "recall"
    set_name = "json-kv"

    def __init__(self, pair, shown, candidates, length, depth, form, max_tokens):
        self.key, self.value = pair
        self.gold, self.shown, self.candidates = (pair,), shown, candidates
        self.length, self.depth, self.form, self.max_tokens = length, depth, form, max_tokens

    def measured(self, pair):
        return f' "{pair[0]}": "{pair[1]}",\n'

    def parts(self, pieces):
        pairs = list(pieces)
        if self.form == "completion":
            draw = stream("shown", self.key)
            for pair in self.shown:
                pairs.insert(draw.randint(0, len(pairs)), pair)
        shown = "\n\n".join(f'Key: "{key}"\nCorresponding value: "{value}"' for key, value in self.shown)
        return filling.forms.Parts(
            instruction="Extract the value corresponding to the specified key in the JSON object below.",
            context="JSON data:\n{" + ",\n ".join(f'"{key}": "{value}"' for key, value in pairs) + "}",
            question=f'Key: "{self.key}"', cue="Corresponding value:", demonstrations=shown,
            demonstrations_last=True)

    def fields(self, pieces):
        return {"metric": "SubEM", "answers": [self.value], "answerPrefix": "Corresponding value:"}


def questions(sources, job, form):
    """A list of questions for each length."""
    pairs = sources.get("kv")
    own = shuffled((pair for pair in pairs if part("kv", pair[0]) == job.split), job.seed, "recall")
    shown = [pair for pair in pairs if part("kv", pair[0]) == "demos"]
    # Room for the key, which small models copy first, and the value.
    room = max(job.counter.many([f' "{key}": "{value}"' for key, value in own[:20]])) + 8
    for turn, length in enumerate(job.lengths):
        batch = []
        asked = cell(own, job.examples, turn)
        for index, (pair, depth) in enumerate(zip(asked, filling.depths(len(asked)))):
            draw = stream(job.seed, "recall", length, index)
            # A pair has 77 characters, and no tokenizer makes fewer than 30 tokens of them.
            others = draw.sample(own, min(len(own), length // 30 + 2))
            batch.append(KeyValue(pair, draw.sample(shown, 2), [other for other in others if other != pair],
                                  length, depth, form, room))
        yield batch
