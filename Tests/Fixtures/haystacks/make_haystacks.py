"""Golden numbers of the words that count as found: NLTK's Porter stemmer and rouge_score's recall.

    .venv/bin/python Tests/Fixtures/haystacks/make_haystacks.py        (nltk 3.10.4, rouge_score 0.1.2)

Writes stems.txt (lines "word stem") and rouge.json (objects of answer, response, recall).
"""

import json
import random
from pathlib import Path

from nltk.stem import PorterStemmer
from rouge_score import rouge_scorer

HERE = Path(__file__).parent

# The examples of Porter's paper, of NLTK's comments and of its irregular table.
PAPER = """
caresses ponies ties caress cats feed agreed plastered bled motoring sing conflated troubled sized
hopping tanned falling hissing fizzed failing filing happy sky relational conditional rational
valenci hesitanci digitizer conformabli radicalli differentli vileli analogousli vietnamization
predication operator feudalism decisiveness hopefulness callousness formaliti sensitiviti
sensibiliti triplicate formative formalize electriciti electrical hopeful goodness revival
allowance inference airliner gyroscopic adjustable defensible irritant replacement adjustment
dependent adoption homologou communism activate angulariti homologous effective bowdlerize probate
rate cease controll roll flies dies spied died enjoy enjoyment spy fly try spied tried flies
skies dying lying tying news innings inning outings outing cannings canning howe proceed exceed
succeed geology theology archaeology geologically faithfully carefully usefully really totally
syzygy yyyy sayings buyers aye eye eying toying owed owing ion lion motion passion s ss sss ied
""".split()

ROOTS = """
act add age alarm appl argu band bath bet bless boat broth bull cas chem clar comput creat cri dat
decid def doll easi egg employ ent fals fear fil fish fulfil gener gli happ hid hop illus imag ing
jewel just know leg li logic mann marr mat meas nation need no ov oil open organ pal pass phil pit
plac play pray quit rad reg rel rev rid run say sensib sens shin sit siz ski sl stat steel stre
tail tan tend the trad tr troubl use val vary vis walk wet wil wood y yell zen 1990 b2
""".split()

SUFFIXES = """
s es ies ed eed ied ing y e ly ness ful fulli fully ation ational ization izer ator alism aliti
iviti biliti ousli entli eli alli bli abli logi logy icate ative alize iciti ical al ance ence er ic
able ible ant ement ment ent ion sion tion ou ism ate iti ous ive ize ll lly ss sses ating bling
izing pping zzed lled yed ys ings edly ingly iveness fulness ousness enci anci
""".split()

ANSWERS = [
    "under a blue flowerpot behind the boat shed",
    "records were once again broken, and in some cases smashed, for greenhouse gas levels",
    "three green apples",
    "Because he can't ride a horse or drive a car.",
    "the the the cat",
    "1,024 relational databases",
    "Straße und Flüsse",
    "東京タワー",
    "!!!",
]

RESPONSES = [
    "",
    "It was hidden behind the boat sheds, under blue flowerpots.",
    "Records broke again: greenhouse gases smashed every level in some case.",
    "Apples, green ones.",
    "He cannot ride horses; driving a car is hard.",
    "the cat and the dog",
    "1 024 database relations",
    "die Strasse und der Fluss; straße",
    "東京タワー",
    "under a blue flowerpot behind the boat shed under a blue flowerpot",
]


def main():
    words = set(PAPER)
    combined = [root + suffix for root in ROOTS for suffix in SUFFIXES]
    words.update(random.Random(7).sample(combined, 2000))
    stemmer = PorterStemmer()
    lines = [f"{word} {stemmer.stem(word)}" for word in sorted(words)]
    (HERE / "stems.txt").write_text("\n".join(lines) + "\n")

    scorer = rouge_scorer.RougeScorer(["rouge1"], use_stemmer=True)
    rows = [
        {"answer": a, "response": r, "recall": scorer.score(a, r)["rouge1"].recall}
        for a in ANSWERS
        for r in RESPONSES
    ]
    text = json.dumps(rows, ensure_ascii=False, indent=0)
    (HERE / "rouge.json").write_text(text + "\n")


main()
