#!/usr/bin/env python3
"""Records what HELMET's own functions make of small files: rows, prompts, metrics.

    RETMASK_HELMET=HELMET .venv/bin/python Tests/Fixtures/helmet/make_helmet.py

HELMET is a checkout of github princeton-nlp/HELMET at 4526dfb; .venv has transformers 4.57.6, datasets 5.0.1, numpy
2.4.6 and rouge_score 0.1.2, and needs `pip install pytrec-eval-terrier==0.5.11`. Without a checkout nothing is made.

Its `data.py` is run with the wording of `wording/data.py` in place of its own, so that neither its code nor its prose
is in these files: what is recorded is how rows are chosen, demonstrations drawn, contexts cut and answers judged.
"""
import ast
import hashlib
import json
import os
import pathlib
import random
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
HELMET = os.environ.get("RETMASK_HELMET")
if not HELMET:
    print("make_helmet: RETMASK_HELMET names no checkout of HELMET; the recordings stay as they are")
    sys.exit(0)
os.environ["HF_HUB_OFFLINE"] = "1"
# `datasets` knows a folder by its name: rows of an earlier run's files would come from its cache.
CACHE = tempfile.TemporaryDirectory()
os.environ["HF_DATASETS_CACHE"] = CACHE.name
sys.path.insert(0, HELMET)
sys.dont_write_bytecode = True

import numpy  # noqa: E402
import transformers  # noqa: E402

WORDS = ("amber basket candle door engine feather garden hammer island jacket kettle ladder mirror needle orchard pencil "
         "quarry ribbon saddle tunnel umbrella village wagon yard zipper bridge castle desk forest glove café naïve Ωmega "
         "東京 über straße ﬁsh").split()


# --- data files of invented words

def sentence(draw, count):
    return " ".join(draw.choice(WORDS) for _ in range(count)).capitalize() + "."


def write(path, rows):
    file = HERE / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def passage(draw, words, has_title=True):
    return {**({"title": sentence(draw, 2)} if has_title else {}), "text": sentence(draw, words)}


def make_data():
    draw = random.Random("helmet fixtures")
    for name, has_id in (("nq", False), ("trivia", True)):
        tests = []
        for number in range(7):
            question, answers = sentence(draw, 4) + "?", [sentence(draw, 2)[:-1], draw.choice(WORDS)]
            others = [passage(draw, 9) for _ in range(4)]
            for depth in (0, 2, 4):
                held = list(others)
                held.insert(depth, {"title": "Gold", "text": f"It is {answers[0]}, they say."})
                tests.append({**({"id": f"q-{number}"} if has_id else {}), "question": question, "answers": answers,
                              "ctxs": held, "depth": depth / 4})
        write(f"data/kilt/{name}-dev.jsonl", tests)
        write(f"data/kilt/{name}-train.jsonl", [
            {**({"id": f"d-{number % 9}"} if has_id else {}), "question": f"Demonstration {number % 9}?",
             "answers": [draw.choice(WORDS)], "ctxs": [passage(draw, 4) for _ in range(2)]} for number in range(18)])
    write("data/kilt/popqa.jsonl", [
        {"id": 100 + number // 2, "question": f"Who is {number // 2}?", "s_pop": 10 ** (number // 2 % 5) + 1,
         "answers": [draw.choice(WORDS)], "ctxs": [passage(draw, 4) for _ in range(2)]} for number in range(24)])
    rows = []
    for number in range(9):
        pairs = {f"{draw.getrandbits(40):x}": f"{draw.getrandbits(40):x}" for _ in range(8)}
        key = draw.choice(sorted(pairs))
        rows.append({"context": json.dumps(pairs), "question": key, "answer": pairs[key], "num_kvs": 8, "depth": 0.5,
                     "demos": [list(pair) for pair in list(pairs.items())[:3]]})
    write("data/json_kv/test_k8_dep6.jsonl", rows)

    def needle(kind, values):
        key = sentence(draw, 1)[:-1]
        found = [str(draw.randrange(10**6)) for _ in range(values)]
        lines = [sentence(draw, 7) for _ in range(6)] + [f"The {kind} of {key} is {value}." for value in found]
        draw.shuffle(lines)
        return {"context": "\n".join(lines), "query": key, "type_needle_v": kind, "outputs": found}

    write("data/ruler/niah_multikey_2/validation_400.jsonl", [needle("number", 1) for _ in range(8)])
    write("data/ruler/niah_multivalue/validation_400.jsonl", [needle("numbers", 3) for _ in range(8)])
    write("data/ruler/vt/validation_400.jsonl", [
        {"context": f"VAR A{n} = {n}. {sentence(draw, 20)} VAR B{n} = VAR A{n}.", "query": str(n), "num_v": 2,
         "outputs": [f"A{n}", f"B{n}"], **({"example": "An example."} if n % 2 else {"example": ""})} for n in range(5)])
    write("data/ruler/qa_1/validation_400.jsonl", [
        {"context": sentence(draw, 20), "question": sentence(draw, 4), "outputs": [draw.choice(WORDS)]}
        for _ in range(5)])

    def ranked(number, count, has_title):
        held = [{"id": str(draw.randrange(10**4)), **passage(draw, 5, has_title), "label": draw.choice((0, 0, 1, 2))}
                for _ in range(count - 1)]
        held.insert(draw.randrange(count), {"id": str(20000 + number), **passage(draw, 5, has_title), "label": 3})
        return {"qid": str(number), "query": f"{sentence(draw, 3)} {number}?", "ctxs": held}

    for name, has_title in (("titled", True), ("plain", False)):
        write(f"data/msmarco/{name}_k11.jsonl", [row for number in range(5) for row in [ranked(number, 11, has_title)] * 2])
    write("data/msmarco/demos_few.jsonl", [ranked(number, 3, True) for number in range(7)])
    write("data/msmarco/demos_many.jsonl", [ranked(number % 15, 3, False) for number in range(45)])
    def cited(number):
        return {"question": f"{sentence(draw, 3)} {number}?", "docs": [passage(draw, 6) for _ in range(6)],
                "answer": sentence(draw, 5)}

    for name, rows in (
            ("asqa", [{**cited(n), "qa_pairs": [{"short_answers": [draw.choice(WORDS), sentence(draw, 2)[:-1]]}
                                                for _ in range(3)],
                       "annotations": [{"long_answer": sentence(draw, 6)}] * 2} for n in range(8)]),
            ("qampari", [{**cited(n), "answers": [[draw.choice(WORDS), sentence(draw, 2)[:-1]]
                                                  for _ in range(draw.randrange(2, 8))]} for n in range(8)])):
        file = HERE / f"data/alce/{name}_eval.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (HERE / "prompts").mkdir(exist_ok=True)
    (HERE / "prompts/cited.json").write_text(json.dumps({
        "instruction": "Answer from the papers and name them.", "demo_sep": "\n",
        "demo_prompt": "{instruction}\n\nAsked: {question}\n\n{context}\n\nAnswer: {answer}",
        "doc_prompt": "Paper [{ID}] ({title}): {text}",
        "demos": [{"question": f"Demonstration {n}?", "answer": f"{sentence(draw, 2)} [{n}]",
                   "docs": [passage(draw, 4) for _ in range(2)]} for n in range(4)]},
        ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    labels = {"CogComp/trec": ("default", {"coarse_label": 6, "fine_label": 50}, "test"),
              "PolyAI/banking77": ("default", {"label": 77}, "test"),
              "clinc_oos": ("plus", {"intent": 151}, "validation")}
    for folder, (configuration, fields, test) in labels.items():
        card = [f"configs:\n- config_name: {configuration}\n  data_files:"]
        for part, count in (("train", 60), (test, 14)):
            write(f"{folder}/{part}.jsonl", [
                {"text": sentence(draw, 3), **{field: draw.choice((0, 1, 2, 3, 5)) for field in fields}}
                for _ in range(count)])
            card.append(f"  - split: {part}\n    path: {part}.jsonl")
        card.append(f"dataset_info:\n- config_name: {configuration}\n  features:\n  - name: text\n    dtype: string")
        for field, count in fields.items():
            card.append(f"  - name: {field}\n    dtype:\n      class_label:\n        names:")
            card += [f"          '{number}': l{number}" for number in range(count)]
        (HERE / folder / "README.md").write_text("---\n" + "\n".join(card) + "\n---\n")


# --- HELMET's data.py with our wording

def assigned(function):
    """Literals that are given names, by name, in the order of the source."""
    found = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            values = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
            if name.endswith("_template") and all(
                    isinstance(value, ast.Constant) and isinstance(value.value, str) for value in values):
                found.setdefault(name, []).extend(values)
    for values in found.values():
        values.sort(key=lambda value: (value.lineno, value.col_offset))
    return found


def formatted(function):
    """The f-string that has a place for the ranking."""
    return [node for node in ast.walk(function) if isinstance(node, ast.JoinedStr)
            and any(isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name)
                    and part.value.id == "ranking" for part in node.values)]


def reworded():
    """HELMET's module `data` with the texts of ours."""
    theirs = ast.parse(pathlib.Path(HELMET, "data.py").read_text())
    ours = {node.name: node for node in ast.parse((HERE / "wording/data.py").read_text()).body
            if isinstance(node, ast.FunctionDef)}
    for node in theirs.body:
        if not isinstance(node, ast.FunctionDef) or node.name not in ours:
            continue
        old, new = assigned(node), assigned(ours[node.name])
        for name, values in new.items():
            assert len(old[name]) == len(values), (node.name, name)
            for target, source in zip(old[name], values):
                target.value = source.value
        for target, source in zip(formatted(node), formatted(ours[node.name])):
            target.values = source.values
    import types
    module = types.ModuleType("reworded")
    exec(compile(ast.fix_missing_locations(theirs), "reworded", "exec"), module.__dict__)
    return module


TASKS = [
    # dataset, length, new tokens, test file, demonstrations, shots, samples
    ("kilt_nq", 700, 20, "data/kilt/nq-dev.jsonl", "data/kilt/nq-train.jsonl", 2, 4),
    ("kilt_triviaqa", 420, 20, "data/kilt/trivia-dev.jsonl", "data/kilt/trivia-train.jsonl", 2, 3),
    ("kilt_popqa_3", 700, 20, "data/kilt/popqa.jsonl", "data/kilt/popqa.jsonl", 2, 5),
    ("json_kv", 520, 40, "data/json_kv/test_k8_dep6.jsonl", "", 2, 6),
    ("ruler_niah_mk_2", 400, 50, "data/ruler/niah_multikey_2/validation_400.jsonl", "", 2, 5),
    ("ruler_niah_mv", 280, 50, "data/ruler/niah_multivalue/validation_400.jsonl", "", 2, 100),
    ("ruler_vt", 400, 50, "data/ruler/vt/validation_400.jsonl", "", 0, 100),
    ("ruler_qa_1", 400, 50, "data/ruler/qa_1/validation_400.jsonl", "", 0, 100),
    ("msmarco_rerank_psg", 900, 60, "data/msmarco/titled_k11.jsonl", "data/msmarco/demos_few.jsonl", 2, 3),
    ("msmarco_rerank_psg", 640, 60, "data/msmarco/plain_k11.jsonl", "data/msmarco/demos_many.jsonl", 2, 4),
    ("alce_asqa_4", 900, 60, "data/alce/asqa_eval.json", "prompts/cited.json", 2, 5),
    ("alce_qampari_3", 560, 60, "data/alce/qampari_eval.json", "prompts/cited.json", 2, 100),
    ("icl_trec_coarse_17shot_balance", 500, 20, "", "", 0, 8),
    ("icl_trec_fine_9shot_balance", 400, 20, "", "", 0, 500),
    ("icl_banking77_70shot_balance", 900, 20, "", "", 0, 6),
    ("icl_clinic150_5shot_balance", 300, 20, "", "", 0, 5),
]
TOKENIZERS = {"llama": ROOT / "Tests/Fixtures/tokenization/llama/tokenizer.json",
              "organism": ROOT / "Sources/Organism/Resources/first-light"}


def tokenizer(place):
    if place.is_dir():
        return transformers.AutoTokenizer.from_pretrained(place)
    return transformers.PreTrainedTokenizerFast(tokenizer_file=str(place))


def outputs(draw, item, cue):
    """Answers of all kinds to a row."""
    answer = item["answer"]
    answers = [answer] if isinstance(answer, str) else list(answer)
    one = draw.choice(answers)
    ids = [pair[0] for pair in item["qrel"]] if "qrel" in item else ["3", "1", "22"]
    draw.shuffle(ids)
    return draw.sample([
        f" {one}", f" {one}.\n\n{sentence(draw, 4)}", f"\n{one}", f" The {one.upper()}, an {draw.choice(WORDS)}",
        f" {cue} {cue} {one}", "", " yes", f" {sentence(draw, 5)} {one}{draw.choice(WORDS)}", f" {' '.join(answers)}",
        f" {' > '.join(ids)}", f" [{ids[0]}] > [{ids[-1]}]>{ids[0]}\nID: 5 > 6", f" {', '.join(ids)}",
        f"\t{one}\u3000\nanswer: {draw.choice(WORDS)} {one}", f" {one.swapcase()} an a the .", f" label: {one}\nlabel: 3",
    ], 5)


def cited_outputs(draw, item):
    """Answers with citations of all kinds, and what ALCE's functions say of each."""
    import copy
    import re

    import eval_alce
    groups = [pair["short_answers"] for pair in item["qa_pairs"]] if "qa_pairs" in item else item["answers"]
    one, two = (draw.choice(group) for group in draw.sample(groups, 2))
    judged = []
    for output in (f" The {one.upper()} [1], and {two}[2][3].", f" {one}, {two}, {sentence(draw, 1)}, {one}.,,",
                   f"{one}\n\n{two} [3, 4] [x] |<|im_end|>", " [1", "", f"{sentence(draw, 4)} [12]|] [1]2 {two}.\n",
                   f" {', '.join(group[0] for group in groups)}."):
        row = copy.deepcopy(dict(item))
        text = re.sub(r"\n+", " ", output).replace("<|im_end|>", "")
        row["output"] = eval_alce.remove_citations(text)
        em, hit = eval_alce.compute_str_em([row])
        judged.append([output, eval_alce.compute_len([row]), em, hit,
                       eval_alce.compute_qampari_f1([row]) if "qa_pairs" not in item else {}])
    return judged


def main():
    make_data()
    os.chdir(HERE)
    module = reworded()
    from model_utils import tokenize
    draw = random.Random("outputs")
    recorded = {"versions": {"transformers": transformers.__version__, "numpy": numpy.__version__,
                             "datasets": module.datasets.__version__}, "tasks": []}
    for dataset, length, new, test, demos, shots, samples in TASKS:
        args = type("Arguments", (), {"shots": shots, "max_test_samples": samples, "seed": 42})
        random.seed(args.seed)
        data = module.load_data(args, dataset, test, demos)
        task = {"dataset": dataset, "length": length, "new_tokens": new, "test": test, "demos": demos, "shots": shots,
                "samples": samples, "prompts": {}, "answers": [item["answer"] for item in data["data"]], "judged": []}
        for name, place in TOKENIZERS.items():
            text = tokenizer(place)
            for chat in ([False, True] if text.chat_template else [False]):
                rows = []
                for index in range(len(data["data"])):
                    sample = data["data"][index]
                    ids = tokenize(sample, data, text, length, new, use_chat_template=chat, system_message=None)
                    ids = ids.input_ids[0].tolist()
                    rows.append([len(ids), hashlib.sha256(" ".join(map(str, ids)).encode()).hexdigest()[:16],
                                 len(sample["context"])])
                task["prompts"][name + (" chat" if chat else "")] = rows
        for index in range(min(4, len(data["data"]))):
            item = data["data"][index]
            cue = data["system_template"].format(**item)
            for output in outputs(draw, item, cue):
                metrics, others = data["post_process"]({"output": cue + output}, item)
                task["judged"].append([index, output, metrics, others["parsed_output"]])
            if "alce" in dataset:
                task.setdefault("cited", []).append(cited_outputs(draw, item))
        recorded["tasks"].append(task)
    (HERE / "recorded.json").write_text(json.dumps(recorded, ensure_ascii=False, indent=None) + "\n", encoding="utf-8")
    draws = {"shuffle": {}, "sample": {}, "permutation": {}}
    for seed in (0, 1, 42, 2**31 - 1, 2**32 - 1, 2**40 + 3):
        numbers = list(range(12))
        random.Random(seed).shuffle(numbers)
        draws["shuffle"][str(seed)] = numbers
        draws["sample"][str(seed)] = [[n, k, random.Random(seed).sample(range(n), k)]
                                      for n, k in ((1, 1), (21, 5), (22, 5), (85, 6), (86, 6), (1000, 20), (100, 0))]
        if seed < 2**32:
            draws["permutation"][str(seed)] = [numpy.random.default_rng(seed).permutation(n).tolist()
                                               for n in (1, 2, 9, 33)]
    (HERE / "draws.json").write_text(json.dumps(draws) + "\n")


main()
