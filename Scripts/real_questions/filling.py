"""Questions about a context that is filled up to a length."""

import os

from . import forms


class LongContext:
    """A context of pieces and what is asked about it: `gold` pieces that the questions need, `candidates` to fill up.

    Mostly one question; with --per-context several, which are asked one by one, each after the same beginning. A
    subclass says what a question needs (`needed`), what a piece adds (`measured`), how it is shortened, and how a
    question looks with the pieces that were taken (`parts`, `fields`).
    """

    category = None
    can_cut = False
    max_tokens = 0
    candidates = ()
    depths = ()  # of the questions' gold pieces, 0 first, 1 last
    free = 0  # tokens for gold pieces and a question

    def __init__(self, set_name, job, length, index, form):
        self.set_name, self.length, self.index, self.form = set_name, length, index, form
        self.most, self.questions = job.per_context, []
        self.names = (job.seed, self.category, set_name, length, index)

    @property
    def is_shared(self):
        return self.most > 1

    @property
    def gold(self):
        return [piece for question in self.questions for piece in self.needed(question)]

    def key(self, question):
        raise NotImplementedError

    def needed(self, question):
        return []

    def wording(self, question):
        """The question as it is asked."""
        raise NotImplementedError

    def measured(self, piece):
        raise NotImplementedError

    def shorten(self, piece, share):
        raise NotImplementedError

    def parts(self, pieces, question):
        """The texts; without a question, those that are the same for all."""
        raise NotImplementedError

    def fields(self, pieces, question):
        raise NotImplementedError

    def close(self):
        """All questions are there: what else the context consists of can be drawn."""

    def room(self):
        """Tokens of an answer; a chat begins with words of its own."""
        return self.max_tokens + (16 if self.form == "chat" else 0)

    def asked(self, pieces, question):
        return forms.asked(self.parts(pieces, question), self.form)

    def sizes(self, question, counts):
        """Tokens of what the question needs, and of its own."""
        return sum(counts[self.measured(piece)] for piece in self.needed(question)), counts[self.wording(question)]

    def has_room(self, question, counts):
        needed, own = zip(*(self.sizes(one, counts) for one in [*self.questions, question]))
        return sum(needed) + max(own) <= self.free

    def agrees(self, question):
        """Whether the other questions are the same with what this one needs, and the other way round."""
        return True

    def takes(self, question, counts):
        return not self.questions or (len(self.questions) < self.most and self.has_room(question, counts)
                                      and self.agrees(question))

    def placed(self, taken):
        """Gold and filling in their order."""
        gold, whole, free, places = self.gold, len(taken) + len(self.gold), 0, {}
        for turn, index in enumerate(sorted(range(len(gold)), key=lambda index: self.depths[index])):
            wanted = round(self.depths[index] * (whole - 1))
            place = min(whole - len(gold) + turn, max(free, wanted))
            places[place], free = gold[index], place + 1
        rest = iter(taken)
        return [places[place] if place in places else next(rest) for place in range(whole)]


def _take(context, counts, left):
    """Candidates that fit into the tokens left, and what they should add; the last is cut to what remains, where that
    can be done."""
    taken, missed, whole = [], 0, left
    for piece in context.candidates:
        count = counts[context.measured(piece)]
        if count <= left:
            taken.append(piece)
            left -= count
            continue
        if context.can_cut and left >= 24:
            taken.append(context.shorten(piece, (left - 2) / count))
            left = 0
            break
        missed += 1
        if left < 8 or missed == 16:
            break
    return taken, whole - left


def _tokens(contexts, pieces, counter):
    """Tokens of every prompt, a list for each context."""
    flat = iter(forms.tokens([context.asked(some, question) for context, some in zip(contexts, pieces)
                              for question in context.questions], counter))
    return [[next(flat) for _ in context.questions] for context in contexts]


def _choose(contexts, counts, counter):
    """The pieces of every context, and the tokens of its prompts; the longest decides.

    Pieces are counted one by one; whole prompts differ from their sum by some tokens, which the next try reckons with.
    A try that is too long is repeated, and a first one that is more than 2 per cent too short.
    """
    room = [context.length - context.room() for context in contexts]
    bare = [max(some) for some in _tokens(contexts, [context.gold for context in contexts], counter)]
    more, chosen, used = [0] * len(contexts), {}, {}
    todo = [index for index in range(len(contexts)) if bare[index] <= room[index]]
    for attempt in range(6):
        takes = [_take(contexts[index], counts, room[index] - bare[index] - more[index]) for index in todo]
        for index, (taken, _) in zip(todo, takes):
            chosen[index] = contexts[index].placed(taken)
        used.update(zip(todo, _tokens([contexts[index] for index in todo], [chosen[index] for index in todo], counter)))
        again = []
        for index, (_, expected) in zip(todo, takes):
            slack = room[index] - max(used[index])
            if slack < 0 or attempt == 0 and slack > 0.02 * contexts[index].length:
                more[index] = max(used[index]) - bare[index] - expected + 2 * attempt
                again.append(index)
        todo = again
    return {index: (chosen[index], used[index]) for index in sorted(chosen) if max(used[index]) <= room[index]}


def fill(contexts, counter, notes):
    """The rows of some contexts of one length, each as long as the length allows with room for the answer."""
    pieces = sorted({context.measured(piece) for context in contexts for piece in context.candidates})
    counts = dict(zip(pieces, counter.many(pieces)))
    good = _choose(contexts, counts, counter)
    asked, made = (sum(len(contexts[index].questions) for index in some) for some in (range(len(contexts)), good))
    first = contexts[0]
    if made < asked:
        notes.append(f"{asked - made} of {asked} questions of {first.category} do not fit into "
                     f"{first.length} tokens and are left out.")
    short = sum(len(used) for index, (_, used) in good.items()
                if max(used) < 0.9 * (contexts[index].length - contexts[index].room()))
    if short:
        notes.append(f"{short} of {made} questions of {first.category} are shorter than nine tenths of "
                     f"{first.length} tokens, for want of other passages or by the size of one.")
    rows = [[_row(contexts[index], pieces, place, tokens) for place, tokens in enumerate(used)]
            for index, (pieces, used) in good.items()]
    if first.is_shared:
        _note_shared(rows, counter)
    return [row for some in rows for row in some]


def _row(context, pieces, place, used):
    question = context.questions[place]
    extra = {"set": context.set_name, "source": context.key(question), "form": context.form,
             "pieces": str(len(pieces)), "tokens": str(used)}
    if context.gold:
        depth = context.depths[place]
        if context.is_shared:
            depth = pieces.index(context.gold[place]) / max(1, len(pieces) - 1)
        extra["depth"] = f"{depth:.3f}"
    if context.is_shared:
        extra |= {"context": str(context.index), "questions": str(len(context.questions))}
    row = {"id": "", "category": context.category, "length": context.length, "maxTokens": context.room()}
    return {**row, **context.fields(pieces, question), **context.asked(pieces, question), "extra": extra}


def _note_shared(rows, counter):
    """Notes how many tokens all the prompts of a context begin with; none where it has one question."""
    beginnings = [os.path.commonprefix([forms.texts(row)[0][0] for row in some]) if len(some) > 1 else ""
                  for some in rows]
    for some, count in zip(rows, counter.many(beginnings)):
        for row in some:
            row["extra"]["shared"] = str(count)
