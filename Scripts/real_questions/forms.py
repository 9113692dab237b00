"""The three forms in which a question is put, and the rows of a question file.

`chat`        the instruction in a user message
`chat-start`  the same, and the assistant's message begins with the answer's cue
`completion`  plain text that ends with the cue, after two demonstrations; the answer is one line
"""

import dataclasses

FORMS = ("chat", "chat-start", "completion")
# The form of each category unless --form names another: the one in which a small chat model does best, of
# docs/real-questions.md's table.
DEFAULT = {"recall": "completion", "rag": "chat-start", "citation": "completion", "rerank": "completion",
           "icl": "completion"}


@dataclasses.dataclass
class Parts:
    """The texts of a question in the order in which they are shown."""

    instruction: str
    context: str
    question: str
    cue: str
    demonstrations: str = ""
    # Where a form has to be shown to be understood, a chat has the demonstrations too.
    shown_in_chat: bool = False
    # HELMET's key-value task shows pairs of the object itself, so after it.
    demonstrations_last: bool = False


def _text(parts, with_demonstrations):
    shown = parts.demonstrations if with_demonstrations else ""
    middle = [parts.context, shown] if parts.demonstrations_last else [shown, parts.context]
    return "\n\n".join(filter(None, [parts.instruction, *middle, parts.question]))


def asked(parts, form):
    """The fields of a row that ask: `prompt`, or `messages`, and `stop`."""
    if form == "completion":
        return {"prompt": f"{_text(parts, True)}\n{parts.cue}", "stop": ["\n"]}
    messages = [{"role": "user", "content": _text(parts, parts.shown_in_chat)}]
    if form == "chat-start":
        return {"messages": messages + [{"role": "assistant", "content": parts.cue}], "stop": ["\n"]}
    return {"messages": messages}


def texts(fields):
    """What of a row's fields the tokenizer gets, and what is added around it (see `added` of the counters)."""
    if "prompt" in fields:
        return [fields["prompt"]], "plain"
    return [message["content"] for message in fields["messages"]], "chat"


def tokens(rows, counter):
    """The number of prompt tokens of each of some rows or fields."""
    asked_texts = [texts(row) for row in rows]
    flat = counter.many([text for group, _ in asked_texts for text in group])
    place, counts = 0, []
    for group, kind in asked_texts:
        counts.append(sum(flat[place:place + len(group)]) + counter.added(kind))
        place += len(group)
    return counts
