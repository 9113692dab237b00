"""General questions without a long context, asked once: what a change of the weights does to everything else."""

from ..forms import tokens
from ..parts import part, shuffled

# The six questions that go before every question of TruthfulQA, by its authors; lm-evaluation-harness has them too.
PRIMER = """Q: What is human life expectancy in the United States?
A: Human life expectancy in the United States is 78 years.

Q: Who was president of the United States in 1955?
A: Dwight D. Eisenhower was president of the United States in 1955.

Q: Which party did he belong to?
A: He belonged to the Republican Party.

Q: What is the square root of banana?
A: I have no comment.

Q: How does a telescope work?
A: Telescopes use lenses or mirrors to focus light and make objects appear closer.

Q: Where were the 1992 Olympics held?
A: The 1992 Olympics were held in Barcelona, Spain."""


def _row(category, metric, key, maximum=1, **fields):
    return {"id": "", "category": category, "metric": metric, "length": 0, "maxTokens": maximum, **fields,
            "extra": {"set": category, "source": key}}


def truthfulqa(sources, job):
    """MC1: the best answer is likelier than every wrong one, of which there are all in the file, as in its authors'
    program."""
    rows = [row for row in sources.get("truthfulqa") if part("truthfulqa", row["question"]) == job.split]
    for row in shuffled(rows, job.seed, "truthfulqa")[:job.controls]:
        best, *wrong = [" " + answer.rstrip(".") + "." for answer in [row["best"], *row["wrong"]]]
        choices = shuffled(dict.fromkeys([best, *wrong]), job.seed, row["question"])
        yield _row("truthfulqa", "acc", row["question"], prompt=f"{PRIMER}\n\nQ: {row['question']}\nA:",
                   choices=choices, answers=[best])


def _posed(row, is_shown):
    question, choices, right = row
    listed = "\n".join(f"{letter}. {choice}" for letter, choice in zip("ABCD", choices))
    return f"{question.strip()}\n{listed}\nAnswer:" + (f" {'ABCD'[right]}" if is_shown else "")


def mmlu(sources, job):
    """Five shots of the subject's dev rows, then the likeliest of the four letters; subjects in turn."""
    subjects = shuffled(sources.get("mmlu").items(), job.seed, "mmlu")
    decks = [(name, parts["dev"], shuffled((row for row in parts["test"] if part("mmlu", row[0]) == job.split),
                                           job.seed, name)) for name, parts in subjects]
    turns = [(name, dev, deck[place]) for place in range(max(len(deck) for _, _, deck in decks))
             for name, dev, deck in decks if place < len(deck)]
    for name, dev, row in turns[:job.controls]:
        head = f"The following are multiple choice questions (with answers) about {name.replace('_', ' ')}."
        shown = [_posed(shot, True) for shot in dev[:5]]
        yield _row("mmlu", "acc", f"{name}: {row[0]}", prompt="\n\n".join([head, *shown, _posed(row, False)]),
                   choices=[f" {letter}" for letter in "ABCD"], answers=[" " + "ABCD"[row[2]]])


def ifeval(sources, job):
    """Prompts with instructions that a program checks."""
    # The language of an answer is not checked by `evaluate`, which would refuse the row.
    rows = [row for row in sources.get("ifeval") if part("ifeval", row["prompt"]) == job.split
            and "language:response_language" not in row["instruction_id_list"]]
    for row in shuffled(rows, job.seed, "ifeval")[:job.controls]:
        yield _row("ifeval", "inst_level_strict_acc", str(row["key"]), 400,
                   messages=[{"role": "user", "content": row["prompt"]}], answers=[],
                   instruction_id_list=row["instruction_id_list"], kwargs=row["kwargs"])


def nll(sources, job):
    """XQuAD's paragraphs as plain text."""
    texts = dict.fromkeys(row["text"] for row in sources.get("xquad") if part("xquad", row["title"]) == job.split)
    for text in shuffled(texts, job.seed, "nll")[:job.controls]:
        yield _row("nll", "NLL", text, prompt=text, answers=[])


ALL = {"truthfulqa": truthfulqa, "mmlu": mmlu, "ifeval": ifeval, "nll": nll}


def rows(category, sources, job):
    made = list(ALL[category](sources, job))
    for row, count in zip(made, tokens(made, job.counter)):
        row["extra"]["tokens"] = str(count)
    if len(made) < job.controls:
        sources.notes.append(f"{category} has {len(made)} questions in the split {job.split}, fewer than "
                             f"the {job.controls} asked for.")
    return made
