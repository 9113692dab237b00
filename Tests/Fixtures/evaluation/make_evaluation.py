"""Golden numbers of the evaluation metrics: rouge_score's F1 and Python's own text rules.

    .venv/bin/python Tests/Fixtures/evaluation/make_evaluation.py        (nltk 3.10.4, rouge_score 0.1.2)

Writes rouge.json (objects of answer, response, rouge1, rougeL) and normalised.json (pairs of a
text and what is left of it: lower case, no ASCII punctuation, no articles, single spaces).
"""

import json
import random
import re
import string
from pathlib import Path

from rouge_score import rouge_scorer

HERE = Path(__file__).parent

FIXED = [
    ("police kill the gunman", "the gunman killed police"),
    ("police killed the gunman", "police kill the gunman"),
    ("the the the cat", "the cat the"),
    ("Running, runners ran quickly.", "the runner runs quick"),
    ("", "something"),
    ("something", ""),
    ("1,024 relational databases", "relation 1024 database"),
    ("Straße und Flüsse", "die strasse"),
    ("東京タワー", "東京タワー"),
    ("a-b_c d", "a b c d"),
]

WORDS = """
the a lamp lamps blue red green stands standing stood on under table tables near river rivers
quickly quick found finding finds keeper keepers key keys 12 2024 relational relation happily
happy studies studying studied of and
""".split()

TEXTS = [
    'The U.S. "Navy", a fleet',
    "a.b an-other THE end",
    "  theatre\tof  the\nabsurd a ",
    "“the” lamp—an answer",
    "it's the_one",
    "A",
    "the a an",
    "naïve café, the Ünïcode!",
    "1. the 2) an 3] a",
    "½ a² the٣",
    "日本 the 東京",
    "x\x1cthe\x1fy\u2003a\u00a0b",
    "the\u0301 a\u0300n",
    "İstanbul the ﬁrst",
    "",
]


def normalise(text):
    text = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def main():
    stream = random.Random(11)
    pairs = list(FIXED)
    for _ in range(150):
        pairs.append(tuple(
            " ".join(stream.choices(WORDS, k=stream.randint(1, 14))) for _ in range(2)
        ))
    scorer = rouge_scorer.RougeScorer(["rouge1", "rougeL"], use_stemmer=True)
    rows = []
    for answer, response in pairs:
        score = scorer.score(answer, response)
        rows.append({
            "answer": answer,
            "response": response,
            "rouge1": score["rouge1"].fmeasure,
            "rougeL": score["rougeL"].fmeasure,
        })
    (HERE / "rouge.json").write_text(json.dumps(rows, ensure_ascii=False, indent=0) + "\n")
    texts = [[text, normalise(text)] for text in TEXTS]
    (HERE / "normalised.json").write_text(json.dumps(texts, indent=0) + "\n")


main()
