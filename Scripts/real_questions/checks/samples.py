"""Small files in the formats of the sources, for the self-test: made-up words, and answers that occur once."""

import gzip
import io
import json
import tarfile

from ..parts import stream

VOWELS, CONSONANTS = "aeiou", "bdfgklmnprstvz"


def _word(draw, syllables=3):
    return "".join(draw.choice(CONSONANTS) + draw.choice(VOWELS) for _ in range(syllables))


def _text(draw, words):
    return " ".join(_word(draw, 2) for _ in range(words)).capitalize() + "."


def _uuid(draw):
    digits = f"{draw.getrandbits(128):032x}"
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])


def _passages(draw, count):
    """(title, text, question, answer); every fourth title has two passages, every second passage names answers met
    before, those of another title."""
    earlier = []
    for index in range(count):
        title = f"Title {_word(draw, 4)}" if index % 4 != 1 else title
        answer = f"{_word(draw, 5).capitalize()} {_word(draw, 5)}"
        others = earlier[:-1] if index % 2 else []
        also = "".join(f"Not {other}. " for other in draw.sample(others, min(len(others), 6)))
        text = f"{_text(draw, draw.randint(8, 30))} It is {answer} there. {also}{_text(draw, draw.randint(8, 30))}"
        earlier.append(answer)
        yield title, text, f"what is it in {_word(draw, 5)}", answer


def _lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _quoted(rows):
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows).encode()


def _mmlu(draw):
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        for subject, header in (("first_things", False), ("last_things", True)):
            for part, count in (("dev", 5), ("test", 24)):
                rows = [[_text(draw, 6), *(_word(draw) for _ in range(4)), ("0123" if header else "ABCD")[index % 4]]
                        for index in range(count)]
                head = [["question", "a", "b", "c", "d", "answer"]] if header else []
                raw = _quoted(head + rows)
                entry = tarfile.TarInfo(f"data/{part}/{subject}_{part}.csv")
                entry.size = len(raw)
                archive.addfile(entry, io.BytesIO(raw))
    return whole.getvalue()


def _labelled(draw, labels, count, words=5):
    return [(f"{label} {_text(draw, words)}", label) for label in labels for _ in range(count)]


def write(folder):
    """All sources, some gzipped."""
    draw = stream("samples")
    nq = [{"question": asked, "answers": [answer], "ctxs": [{"title": title, "text": text}]}
          for title, text, asked, answer in _passages(draw, 240)]
    xquad = [{"title": title.replace(" ", "_"), "paragraphs": [{"context": text, "qas": [
        {"id": f"x{index}", "question": asked, "answers": [{"text": answer, "answer_start": 0}]}]}]}
        for index, (title, text, asked, answer) in enumerate(_passages(draw, 160))]
    kv = [{"ordered_kv_records": [[_uuid(draw), _uuid(draw)] for _ in range(75)]} for _ in range(6)]
    names = [_word(draw, 2) for _ in range(12)]
    banking = _labelled(draw, names, 10)  # test rows are training rows too
    head = [("text", "category")]
    truthful = [(_text(draw, 5), "Best " + _word(draw), "Wrong " + _word(draw) + "; Wrong " + _word(draw))
                for _ in range(60)]
    ifeval = [{"key": index, "prompt": _text(draw, 9), "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}
              for index in range(80)]
    turns = [{"question_id": index, "turns": [_text(draw, 7), "Second turn."]} for index in range(10)]
    arena = [{"question_id": f"a{index}", "turns": [{"content": _text(draw, 7)}]} for index in range(10)]
    arena.append({"question_id": "again", "turns": [{"content": turns[0]["turns"][0].upper()}]})
    arena.append({"question_id": "long", "turns": [{"content": _text(draw, 400)}]})
    tasks = [{"id": f"s{index}", "instruction": _text(draw, 6), "instances": [{"input": _text(draw, 4), "output": ""}]}
             for index in range(10)]
    coarse = [(f"{name.upper()}:{kind}", name + kind) for name in ("num", "loc", "hum", "abbr") for kind in ("x", "y")]
    trec = [f"{label} {text}" for label, word in coarse for text, _ in _labelled(draw, [word], 12)]
    files = {
        "nq-open-oracle.jsonl.gz": _lines(nq), "kv-retrieval-75_keys.jsonl": _lines(kv),
        "xquad.en.json": json.dumps({"data": xquad}).encode(),
        "banking77_train.csv": _quoted(head + banking),
        "banking77_test.csv.gz": _quoted(head + banking[::2]),
        # So long that not all labels have room.
        "clinc150_data_full.json": json.dumps(
            {"train": _labelled(draw, names, 20, 14), "oos_train": [["odd one", "oos"]],
             "test": _labelled(draw, names, 4, 14)}).encode(),
        "trec_train_5500.label": "\n".join(trec).encode("latin-1"),
        "trec_test_500.label": "\n".join(line + " é" for line in trec).encode("latin-1"),
        "TruthfulQA.csv": _quoted([("Question", "Best Answer", "Incorrect Answers"), *truthful]),
        "mmlu_test_dev.tar.gz": _mmlu(draw), "ifeval_input_data.jsonl": _lines(ifeval),
        "arena-hard-v0.1_question.jsonl": _lines(arena), "mt_bench_question.jsonl": _lines(turns),
        "vicuna_bench_question.jsonl": _lines(turns[:3]), "self_instruct_user_oriented.jsonl": _lines(tasks[:5]),
        "self_instruct_seed_tasks.jsonl": _lines(tasks[5:]),
    }
    for name, raw in files.items():
        (folder / name).write_bytes(gzip.compress(raw, mtime=0) if name.endswith(".gz") else raw)
