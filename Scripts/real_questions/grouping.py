"""Which questions are asked about one context."""

from . import forms
from .parts import shuffled

TRIES = 8


def _order(count):
    """0 to count - 1 in an order that does not go up steadily."""
    step = next(step for step in (37, 7, 5, 3, 2, 1) if step == 1 or count % step and step < count)
    return [index * step % count for index in range(count)]


def depths(sizes):
    """For contexts of so many questions the places of their gold pieces, 0 first, 1 last: even within each context, and
    over all of them."""
    count = len(sizes)
    return [[((place + context) % size * count + turn) / max(1, size * count - 1) for place in _order(size)]
            for context, (size, turn) in enumerate(zip(sizes, _order(count)))]


def _reckon(contexts, questions, counter):
    """The tokens of what questions need; every context learns how many it has for that."""
    first = contexts[0]
    texts = sorted({text for question in questions
                    for text in [first.wording(question), *map(first.measured, first.needed(question))]})
    bare = forms.tokens([context.asked([], None) for context in contexts], counter)
    for context, tokens in zip(contexts, bare):
        # A whole prompt may have some tokens more than its pieces.
        context.free = int(context.length * 0.98) - context.room() - tokens
    return dict(zip(texts, counter.many(texts)))


def _dealt(contexts, questions, counts):
    """Gives each question to the context with the fewest of those that take it; how many none takes."""
    left = 0
    for context in contexts:
        context.questions = []
    for question in questions:
        best = min((context for context in contexts if context.takes(question, counts)),
                   key=lambda context: len(context.questions), default=None)
        if best:
            best.questions.append(question)
        else:
            left += 1
    return left


def _fewest_left(contexts, orders, counts):
    """Deals by one order after the other until none is left."""
    fewest = None
    for order in orders:
        left = _dealt(contexts, order, counts)
        if not left:
            return 0
        fewest = left if fewest is None else min(fewest, left)
    return fewest


def _orders(context, questions, counts):
    """Those with the largest needs first, then drawn ones; a single order where every question is alone."""
    if not context.is_shared:
        return [questions]
    largest = sorted(questions, key=lambda question: -sum(context.sizes(question, counts)))
    return [largest, *(shuffled(questions, *context.names, "order", turn) for turn in range(1, TRIES))]


def _each(sizes):
    return f"{min(sizes)} to {max(sizes)}" if min(sizes) < max(sizes) else str(sizes[0])


def grouped(contexts, questions, job, notes):
    """As few contexts as are found to have all the questions, about as many in each.

    `contexts` have no questions so far, and are as many as there are questions, which is enough in any case.
    """
    if not questions:
        return []
    counts = _reckon(contexts, questions, job.counter) if job.per_context > 1 else {}
    fewest = count = -(-len(questions) // job.per_context)
    orders = _orders(contexts[0], questions, counts)
    while left := _fewest_left(contexts[:count], orders, counts):
        count = min(len(contexts), count + -(-left // job.per_context))
    used, places = contexts[:count], {question: place for place, question in enumerate(questions)}
    for context in used:
        context.questions.sort(key=places.__getitem__)
    sizes = [len(context.questions) for context in used]
    for context, context.depths in zip(used, depths(sizes)):
        context.close()
    if count > fewest:
        notes.append(f"{used[0].category}, {used[0].set_name}, {used[0].length} tokens: {len(questions)} questions "
                     f"have {count} contexts, {_each(sizes)} each, not {job.per_context}, for want of room or labels "
                     "or because what one needs would answer another.")
    return used
