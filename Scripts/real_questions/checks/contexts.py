"""What has to hold of questions that share a context, and faults that the checks have to find."""

import copy
import itertools
import os
import re

from .. import forms

# What a prompt ends with after its context, and what the context ends with.
ENDS = {"recall": (r'Key: "(?P<asked>\S+)"', r"\}"),
        "rag": (r"Question: (?P<asked>[^\n]+)\?", r"\nDocument \[\d+\][^\n]+"),
        "rerank": (r"Query: (?P<asked>[^\n]+)\?", r"\n\[\d+\] \(Title: [^\n]+"),
        "icl": (r"(?P<asked>[^\n]+)", r"\nlabel: \d+")}
ENDS["citation"] = ENDS["rag"]


def by_context(rows):
    return [list(group) for _, group in itertools.groupby(rows, lambda row: row["extra"]["context"])]


def parted(row):
    """The context with all before it, and the question; None where something else follows the context."""
    (text, *others), _ = forms.texts(row)
    end, context = ENDS[row["category"]]
    cue = "" if "messages" in row else r"\n" + re.escape(row["answerPrefix"])
    found = re.fullmatch(f"(?P<before>.*{context})\n\n{end}{cue}", text, re.S)
    return found and ((found["before"], *others), found["asked"])


def _place(row):
    """The gold piece's place among the pieces, read from the prompt; None where it is not told."""
    count = int(row["extra"]["pieces"])
    if row["category"] == "citation":
        return (int(row["citations"][0]) - 1) / max(1, count - 1)
    if row["category"] == "recall":
        text = forms.texts(row)[0][0]
        shown = re.findall(r'^Key: "(\S+)"$', text, re.M)[:-1]
        keys = [key for key in re.findall(r'"(\S+)": "', text[text.index("JSON data:"):]) if key not in shown]
        return keys.index(row["extra"]["source"]) / max(1, count - 1)
    return None


def _check_places(check, group):
    category, count = group[0]["category"], len(group)
    step = 1 / int(group[0]["extra"]["pieces"])
    depths = [float(row["extra"]["depth"]) for row in group]
    check(len(set(depths)) == count, f"{category}: two questions of a context have one gold piece")
    check(all(turn / count - step <= depth <= (turn + 1) / count + step for turn, depth in enumerate(sorted(depths))),
          f"{category}: the gold pieces of a context are not spread over it")
    for row, depth in zip(group, depths):
        check(_place(row) is None or abs(_place(row) - depth) < 0.001, f"{category}: the gold piece is elsewhere")


def check_shared(check, rows):
    """Rows of a category and form."""
    category, groups = rows[0]["category"], by_context(rows)
    names = [group[0]["extra"]["context"] for group in groups]
    check(len(set(names)) == len(names), f"{category}: questions of a context do not follow each other")
    check([row["id"] for row in rows] == [f"{name}-{place}" for name, group in zip(names, groups)
                                          for place in range(len(group))], f"{category}: ids of shared contexts")
    asked = [(row["length"], row["extra"]["set"], row["extra"]["source"]) for row in rows]
    check(len(set(asked)) == len(asked), f"{category}: a question is asked twice")
    check(all(int(row["extra"]["questions"]) == len(group) for group in groups for row in group),
          f"{category}: counts of questions")
    for group in groups:
        parts = [parted(row) for row in group]
        check(all(parts), f"{category}: something else than the question follows the context")
        check(len({part and part[0] for part in parts}) == 1, f"{category}: not all that stands before is shared")
        check(len({part and part[1] for part in parts}) == len(group), f"{category}: equal questions about a context")
        check(len(group) > 1 or group[0]["extra"]["shared"] == "0", f"{category}: a question shares with none")
        for one, other in zip(group, group[1:]):
            texts = [forms.texts(row)[0][0].encode() for row in (one, other)]
            common = len(os.path.commonprefix(texts))
            check(common >= 512 and 2 * common >= min(map(len, texts)), f"{category}: `evaluate` would share nothing")
            check(0.5 < int(one["extra"]["shared"]) / int(one["extra"]["tokens"]) < 1, f"{category}: shared tokens")
        if category != "icl":
            _check_places(check, group)


def _change(rows, change):
    """Changes the texts of prompts."""
    for row in rows:
        if "prompt" in row:
            row["prompt"] = change(row["prompt"])
        else:
            row["messages"][0]["content"] = change(row["messages"][0]["content"])


def _other_answer(rows):
    """The answer of a question stands in the passage of another."""
    one, other = by_context(rows)[0][:2]
    mark = f"\nDocument [{one['citations'][0]}](Title: "
    _change(by_context(rows)[0], lambda text: mark.join(text.rsplit(mark, 1)).replace(
        mark, f"{mark}{other['answers'][0]} "))


def _other_context(rows):
    """A context is another for one of its questions."""
    _change(rows[:1], lambda text: text.replace("Title: ", "Title: Other ", 1))


def _between(rows):
    """Examples stand between context and question."""
    example = r'\n\nKey: "x"\nCorresponding value: "y"\n\n\1'
    _change(rows, lambda text: re.sub(r'\n\n(Key: "\S+"(?:\n.*)?)$', example, text))


def _apart(rows):
    """Questions of two contexts in turn."""
    rows[1], rows[-1] = rows[-1], rows[1]


def _judged(rows):
    """The relevance is that of another query."""
    rows[0]["relevance"], rows[1]["relevance"] = rows[1]["relevance"], rows[0]["relevance"]


def _numbered(rows):
    """The answer is the label of another text."""
    row = rows[0]
    row["answers"] = [str((int(row["answers"][0]) + 1) % 4)]


def _first(rows):
    """All gold pieces stand in one place."""
    for row in rows:
        row["extra"]["depth"] = "0.000"


# What is said of each fault.
FAULTS = {
    "recall": {_between: "something else than the question", _apart: "do not follow each other",
               _first: "the gold piece is elsewhere"},
    "rag": {_other_context: "not all that stands before is shared"},
    "citation": {_other_answer: "2 documents hold the answer",
                 _first: "two questions of a context have one gold piece"},
    "rerank": {_judged: "gain 2 is not the gold passage's", _other_context: "not all that stands before is shared"},
    "icl": {_numbered: "the label is another's", _apart: "do not follow each other"},
}


def check_faults(check, found, failures):
    """Every fault is found in rows that are right; `failures` says what fails of rows."""
    if any(failures(rows) for rows in found.values()):
        return
    for category, faults in FAULTS.items():
        for fault, said in faults.items():
            rows = copy.deepcopy(found[category])
            fault(rows)
            check(any(said in failed for failed in failures(rows)),
                  f"{category}: a fault is not found: {fault.__doc__}")
