"""`--self-test`: the making is tried on small samples, and what was made is read back and checked.

Prints one line of JSON: how many things were checked, and what failed.
"""

import json
import pathlib
import re
import tempfile

from .. import forms, job, prompts
from ..counting import WordCounter
from ..parts import SPLITS, normal
from ..sources import Sources
from ..tasks import controls, labels
from . import contexts, samples

LENGTHS, EXAMPLES, SHARED = [512, 1024], 12, 3
DOCUMENT = re.compile(r"^Document \[(\d+)\]\(Title: (.*?)\) (.*)$", re.M)
PASSAGE = re.compile(r"^\[(\d+)\] \(Title: (.*?)\) (.*)$", re.M)


class Checks:
    def __init__(self):
        self.tried, self.failed = 0, []

    def __call__(self, holds, said):
        self.tried += 1
        if not holds and said not in self.failed:
            self.failed.append(said)


def made(folder, split, form, counter, seed=0, only=job.CATEGORIES, examples=EXAMPLES, **more):
    """{category: rows} and the notes."""
    choices = job.Job(split, seed, LENGTHS, examples, EXAMPLES, dict.fromkeys(job.LONG, form), counter, **more)
    sources = Sources(folder)
    return {category: job.rows(category, sources, choices) for category in only}, sources.notes


def asked(row):
    """The question itself: without what an assistant's message begins with, and without demonstrations."""
    return row["prompt"] if "prompt" in row else row["messages"][0]["content"]


def own_blocks(row, pattern):
    """Documents or passages of the question, as many as it says."""
    return pattern.findall(asked(row))[-int(row["extra"]["pieces"]):]


def check_length(check, row, counter):
    tokens = forms.tokens([row], counter)[0]
    room = row["length"] - row["maxTokens"]
    check(str(tokens) == row["extra"]["tokens"], f"{row['category']}: the tokens noted are not those of the prompt")
    check(room * 0.8 <= tokens <= room, f"{row['category']}: {tokens} tokens where {room} have room")


def check_form(check, row, form):
    if form == "completion":
        check(set(row) >= {"prompt", "stop"} and "messages" not in row and re.search(r":$", row["prompt"]),
              f"{row['category']}: no completion")
    else:
        roles = [message["role"] for message in row["messages"]]
        check(roles == ["user", "assistant"][:1 + (form == "chat-start")], f"{row['category']}: roles {roles}")


def check_recall(check, row):
    text, key = asked(row), row["extra"]["source"]
    pairs = re.search(r"JSON data:\n(\{.*?\})", text, re.S).group(1)
    check(pairs.count(key) == 1 and text.count(key) == 2, "recall: the key is not once in the object and once asked")
    check([json.loads(pairs)[key]] == row["answers"], "recall: the value is not the answer")
    for shown, value in re.findall(r'Key: "(.*)"\nCorresponding value: "(.*)"', text):
        check(json.loads(pairs).get(shown) == value, "recall: a demonstration is wrong")


def _holds(row, text):
    return any(normal(answer) in normal(text) for answer in row["answers"])


def check_documents(check, row):
    documents = own_blocks(row, DOCUMENT)
    check([number for number, _, _ in documents] == [str(place + 1) for place in range(len(documents))],
          f"{row['category']}: documents are not numbered from 1")
    right = [number for number, title, text in documents if _holds(row, f"{title} {text}")]
    check(len(right) == 1, f"{row['category']}: {len(right)} documents hold the answer")
    if row["category"] == "citation":
        check(row["citations"] == right, "citation: another document holds the answer")
    for answer in re.findall(r"^Answer: (.+?)(?: \[\d+\]\.)?$", asked(row), re.M):
        check(answer in DOCUMENT.sub("", asked(row)) and any(answer in text for _, _, text in
              DOCUMENT.findall(asked(row))), f"{row['category']}: a demonstration's answer is in no document")


def check_rerank(check, row):
    passages, gains = own_blocks(row, PASSAGE), row["relevance"]
    check(sorted(number for number, _, _ in passages) == sorted(gains), "rerank: ids shown are not those judged")
    right = [number for number, _, text in passages if _holds(row, text)]
    check(right == [number for number, gain in gains.items() if gain == 2], "rerank: gain 2 is not the gold passage's")
    gold = next(title for number, title, _ in passages if number == right[0])
    kin = sorted(number for number, title, _ in passages if title == gold and number != right[0])
    check(kin == sorted(number for number, gain in gains.items() if gain == 1), "rerank: gain 1 is not the kin's")
    check(len(re.findall(r"^Ranking: \[\d+\] > ", asked(row), re.M)) == 2, "rerank: not two demonstrations")
    return bool(kin)


def check_icl(check, row):
    shown = re.findall(r"^(.+)\nlabel: (\d+)$", asked(row), re.M)
    numbers = sorted({int(number) for _, number in shown})
    own = [text for text, number in shown if number == row["answers"][0]]
    check(numbers == list(range(len(numbers))) and len(numbers) >= 4, "icl: labels are not 0, 1, 2 …")
    check(len(own) >= labels.ROUNDS - 2, f"icl: the right label is shown {len(own)} times")
    check(row["extra"]["source"] not in [text for text, _ in shown], "icl: the question is among its examples")
    word = row["extra"]["source"].split()[0]
    same = {number for text, number in shown if text.split()[0] == word}
    check(same == {row["answers"][0]} or row["extra"]["set"] == "trec-coarse", "icl: the label is another's")


def check_controls(check, found):
    rows = [found[category] for category in controls.ALL]
    check(all(rows) and not any(row["length"] for some in rows for row in some), "controls: none, or with a length")
    for row in found["truthfulqa"]:
        check(row["answers"][0].startswith(" Best") and sorted(row["choices"])[0] == row["answers"][0]
              and len(row["choices"]) == 3, "truthfulqa: choices")
    for row in found["mmlu"]:
        check(row["prompt"].count("Answer:") == 6 and row["answers"][0] in row["choices"], "mmlu: shots or choices")
    for row in found["ifeval"]:
        check(len(row["instruction_id_list"]) == len(row["kwargs"]) == 1, "ifeval: instructions")
    check(all(row["prompt"] for row in found["nll"]), "nll: no text")


def check_row(check, row, counter):
    """Whether the passage to be ranked first has kin."""
    check_length(check, row, counter)
    check_form(check, row, row["extra"]["form"])
    if row["category"] == "rerank":
        return check_rerank(check, row)
    {"recall": check_recall, "icl": check_icl}.get(row["category"], check_documents)(check, row)
    return False


def check_rows(check, folder, counter):
    """Every form, with a context for each question."""
    kin = False
    for form in forms.FORMS:
        found, notes = made(folder, "explore", form, counter)
        check(not [note for note in notes if "left out" in note], f"{form}: {notes}")
        for category in job.LONG:
            check([sum(row["length"] == length for row in found[category]) for length in LENGTHS]
                  == [EXAMPLES] * 2, f"{category}: not {EXAMPLES} of each length")
            kin = any([check_row(check, row, counter) for row in found[category]]) or kin
            check(not any("context" in row["extra"] for row in found[category]), f"{category}: a context is named")
        check_controls(check, found)
        places = [int(row["citations"][0]) / int(row["extra"]["pieces"]) for row in found["citation"]]
        check(min(places) < 0.34 and max(places) == 1, "citation: gold passages are not spread from first to last")
    check(kin, "rerank: no passage of the same title was met")


def check_contexts(check, folder, counter):
    """The same where questions share a context."""
    def tried(rows):
        mine = Checks()
        contexts.check_shared(mine, rows)
        for row in rows:
            check_row(mine, row, counter)
        return mine

    for form, most in [*((form, SHARED) for form in forms.FORMS), ("completion", 20)]:
        examples = max(EXAMPLES, 2 * most)
        # With this seed passages of one title meet that answer each other's questions.
        alone, found = (made(folder, "explore", form, counter, 5, job.LONG, examples, per_context=count)
                        for count in (1, most))
        check(not [note for note in found[1] if "left out" in note], f"{form}, shared: {found[1]}")
        for category, rows in found[0].items():
            mine = tried(rows)
            check.tried, check.failed = check.tried + mine.tried, check.failed + mine.failed
            asked, before = ({(row["length"], row["extra"]["source"]) for row in some}
                             for some in (rows, alone[0][category]))
            check(asked == before, f"{category}: other questions than where none share a context")
            sizes = [len(group) for group in contexts.by_context(rows)]
            check(max(sizes) == most if most == SHARED else SHARED < max(sizes), f"{category}: questions to a context")
        contexts.check_faults(check, found[0], lambda rows: tried(rows).failed)


def check_splits(check, folder, counter, per_context=1):
    texts = {}
    for split in SPLITS:
        found, _ = made(folder, split, "completion", counter, per_context=per_context)
        for category, rows in found.items():
            texts.setdefault(category, []).append({(row["extra"]["set"], row["extra"]["source"]) for row in rows})
        # Whole documents, the gold ones and the others: the last of a question may be cut.
        texts.setdefault("documents", []).append(
            {text for row in found["rag"] for _, _, text in own_blocks(row, DOCUMENT)[:-1]})
    for name, (first, second, third) in texts.items():
        check(first and second and third and not (first & second or first & third or second & third),
              f"{name}: splits share something, or one is empty")


def check_bytes(check, folder, counter, per_context=1):
    one, again, other = (json.dumps(made(folder, "explore", "chat-start", counter, seed, per_context=per_context)[0])
                         for seed in (5, 5, 6))
    check(one == again, "equal seeds give other bytes")
    check(one != other, "another seed gives the same questions")


def check_answers(check, folder, counter, per_context=1):
    rows = made(folder, "explore", "chat", counter, only=["citation"], citation_answers=True,
                per_context=per_context)[0]["citation"]
    pairs = list(zip(rows[::2], rows[1::2]))
    check(len(pairs) == len(LENGTHS) * EXAMPLES and len({row["id"] for row in rows}) == len(rows)
          and all(one["messages"] == other["messages"] and other["category"] == "citation-answer"
                  and other["metric"] == "SubEM" for one, other in pairs), "citation-answer: not the same prompts")
    check(per_context == 1 or all(row["id"].rsplit("-", 1)[0] == row["extra"]["context"] for row in rows),
          "citation-answer: the context is another's")


def check_prompts(check, folder, counter):
    choices = job.Job("train-prompts", 0, LENGTHS, EXAMPLES, EXAMPLES, {}, counter)
    rows = prompts.rows(Sources(folder), choices, 1000, 100)
    texts = [row["prompt"] for row in rows]
    questions = {row["messages"][0]["content"] for split in SPLITS
                 for row in made(folder, split, "chat", counter, only=["ifeval"])[0]["ifeval"]}
    check(len({" ".join(text.casefold().split()) for text in texts}) == len(texts), "prompts: one occurs twice")
    check(not questions & set(texts) and any(row["source"] == "ifeval" for row in rows),
          "prompts: an IFEval question is among them, or none of IFEval's")
    check(max(counter.many(texts)) <= 100 and not any("Second turn" in text for text in texts),
          "prompts: long, or a second turn")
    few = prompts.rows(Sources(folder), choices, prompts.wanted("arena-hard=3,ifeval=2"), 100)
    check(sorted(row["source"] for row in few) == ["arena-hard"] * 3 + ["ifeval"] * 2, "prompts: counts by source")


def check_damage(check, folder, counter):
    """What cannot be read is named, and everything else is made."""
    whole = (folder / "nq-open-oracle.jsonl.gz").read_bytes()
    (folder / "nq-open-oracle.jsonl.gz").write_bytes(whole[:len(whole) // 2])
    (folder / "banking77_train.csv").unlink()
    found, notes = made(folder, "explore", "chat", counter)
    check(len([note for note in notes if "nq-open-oracle.jsonl.gz cannot be read" in note
               or "banking77_train.csv is not in" in note]) == 2, f"damage: {notes}")
    sets = {category: {row["extra"]["set"] for row in rows} for category, rows in found.items()}
    check(not sets["citation"] and sets["rag"] == {"xquad"} and len(found["rag"]) == 2 * EXAMPLES
          and sets["icl"] == {"clinc150", "trec-coarse", "trec-fine"}, "damage: the rest is not made")


def run(counter=None):
    """0 when all holds."""
    check, counter = Checks(), counter or WordCounter()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        samples.write(folder)
        for part in (check_rows, check_contexts, check_splits, check_bytes, check_answers, check_prompts):
            part(check, folder, counter)
        for part in (check_splits, check_bytes, check_answers):
            part(check, folder, counter, SHARED)
        check_damage(check, folder, counter)
    print(json.dumps({"tried": check.tried, "held": check.tried - len(check.failed), "failed": check.failed}))
    return 1 if check.failed else 0
