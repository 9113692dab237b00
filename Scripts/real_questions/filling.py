"""Questions whose context is filled up to a length."""

from . import forms


class LongQuestion:
    """A question with a context of pieces: `gold` ones it needs, `candidates` to fill up with.

    A subclass says what a piece adds (`measured`), how it is shortened, and how the question looks with the pieces
    that were taken (`parts`, `fields`).
    """

    category = None
    can_cut = False
    depth = None  # 0 first, 1 last
    set_name = key = ""
    length = max_tokens = 0
    form = "chat"
    gold = ()
    candidates = ()

    def measured(self, piece):
        raise NotImplementedError

    def shorten(self, piece, share):
        raise NotImplementedError

    def parts(self, pieces):
        raise NotImplementedError

    def fields(self, pieces):
        raise NotImplementedError

    def room(self):
        """Tokens of an answer; a chat begins with words of its own."""
        return self.max_tokens + (16 if self.form == "chat" else 0)

    def asked(self, pieces):
        return forms.asked(self.parts(pieces), self.form)

    def placed(self, taken):
        """Gold and filling in their order."""
        place = round((self.depth or 0) * len(taken))
        return taken[:place] + list(self.gold) + taken[place:]


def _take(question, counts, left):
    """Candidates that fit into the tokens left, and what they should add; the last is cut to what remains, where that
    can be done."""
    taken, missed, whole = [], 0, left
    for piece in question.candidates:
        count = counts[question.measured(piece)]
        if count <= left:
            taken.append(piece)
            left -= count
            continue
        if question.can_cut and left >= 24:
            taken.append(question.shorten(piece, (left - 2) / count))
            left = 0
            break
        missed += 1
        if left < 8 or missed == 16:
            break
    return taken, whole - left


def _choose(questions, counts, counter):
    """The pieces of every question, and the tokens of its prompt.

    Pieces are counted one by one; whole prompts differ from their sum by some tokens, which the next try reckons with.
    A try that is too long is repeated, and a first one that is more than 2 per cent too short.
    """
    room = [question.length - question.room() for question in questions]
    bare = forms.tokens([question.asked(list(question.gold)) for question in questions], counter)
    more, chosen, used = [0] * len(questions), {}, {}
    todo = [index for index in range(len(questions)) if bare[index] <= room[index]]
    for attempt in range(6):
        takes = [_take(questions[index], counts, room[index] - bare[index] - more[index]) for index in todo]
        for index, (taken, _) in zip(todo, takes):
            chosen[index] = questions[index].placed(taken)
        used.update(zip(todo, forms.tokens([questions[index].asked(chosen[index]) for index in todo], counter)))
        again = []
        for index, (_, expected) in zip(todo, takes):
            slack = room[index] - used[index]
            if slack < 0 or attempt == 0 and slack > 0.02 * questions[index].length:
                more[index] = used[index] - bare[index] - expected + 2 * attempt
                again.append(index)
        todo = again
    return {index: (chosen[index], used[index]) for index in sorted(chosen) if used[index] <= room[index]}


def fill(questions, counter, notes):
    """The rows of some questions of one length, each as long as the length allows with room for the answer."""
    pieces = sorted({question.measured(piece) for question in questions for piece in question.candidates})
    counts = dict(zip(pieces, counter.many(pieces)))
    good = _choose(questions, counts, counter)
    if len(good) < len(questions):
        first = questions[0]
        notes.append(f"{len(questions) - len(good)} of {len(questions)} questions of {first.category} do not fit into "
                     f"{first.length} tokens and are left out.")
    short = sum(used < 0.9 * (questions[index].length - questions[index].room())
                for index, (_, used) in good.items())
    if short:
        notes.append(f"{short} of {len(good)} questions of {questions[0].category} are shorter than nine tenths of "
                     f"{questions[0].length} tokens, for want of other passages or by the size of one.")
    return [_row(questions[index], pieces, used) for index, (pieces, used) in good.items()]


def _row(question, pieces, used):
    extra = {"set": question.set_name, "source": question.key, "form": question.form,
             "pieces": str(len(pieces)), "tokens": str(used)}
    if question.depth is not None:
        extra["depth"] = f"{question.depth:.3f}"
    row = {"id": "", "category": question.category, "length": question.length, "maxTokens": question.room()}
    return {**row, **question.fields(pieces), **question.asked(pieces), "extra": extra}


def depths(count):
    """Places from first to last, evenly, in an order that does not go up steadily."""
    step = next(step for step in (37, 7, 5, 3, 2, 1) if step == 1 or count % step and step < count)
    return [(index * step % count) / max(1, count - 1) for index in range(count)]
